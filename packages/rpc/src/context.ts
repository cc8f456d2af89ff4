import type { Logger } from '@flashstudio/platform';
import type { RequestClient } from './client.ts';
import type { MerchantReader } from './merchants.ts';
import type { SessionReader } from './sessions.ts';

/** What every procedure knows of the request it serves. Built per request by the server. */
export interface RequestContext {
  readonly requestId: string;
  readonly headers: Headers;
  readonly client: RequestClient;
  readonly logger: Logger;
  readonly sessions: SessionReader;
  readonly merchants: MerchantReader;
}
