import type { Logger } from '@flashstudio/platform';
import type { RequestClient } from './client.ts';
import type { SessionReader } from './sessions.ts';
import type { ShopReader } from './shops.ts';
import type { StreamPlaces } from './streams.ts';

/** What every procedure knows of the request it serves. Built per request by the server. */
export interface RequestContext {
  readonly requestId: string;
  readonly headers: Headers;
  readonly client: RequestClient;
  readonly logger: Logger;
  readonly sessions: SessionReader;
  readonly shops: ShopReader;
  readonly streams: StreamPlaces;
  /** Ends the request with all that is still streamed to it. */
  cutOff(): void;
}
