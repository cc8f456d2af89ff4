import type { ApiResult, ElementSettings, Fields, FormParams, FrameAction } from '../protocol.ts';
import type { Problem } from './field.ts';
import type { Strings } from './strings.ts';

/** What an element shows in its frame, whatever its kind. */
export interface View {
  readonly element: HTMLElement;
  /** Takes options and session anew, keeping what was typed. */
  apply(settings: Pick<ElementSettings, 'options' | 'billingElsewhere'>, session: Fields): void;
  /** Shows every problem and gives the first. */
  validate(): Problem | undefined;
  /** What a page may know; nothing of a card. */
  value(): Fields;
  /** What the page adds is given; what the form holds comes from here. Never called while there is a problem. */
  request(
    action: Extract<FrameAction, 'confirmation_tokens' | 'payment_methods'>,
    params: FormParams,
  ): Promise<ApiResult>;
  focus(): void;
  clear(): void;
  collapse(): void;
}

/** What a view is made with. */
export interface ViewDeps {
  readonly strings: Strings;
  readonly locale: string;
  readonly post: (path: string, params: FormParams) => Promise<ApiResult>;
  /** Tells the page of an event, such as `change`. */
  readonly emit: (name: string, payload: Fields) => void;
  /** Reads the session again and applies it. */
  readonly reload: () => Promise<ApiResult>;
  /** The secret of the customer session, if there is one. */
  readonly customerSession: () => string | undefined;
}

/** Prefixes parameters: `card[number]` under `data` is `data[card][number]`. */
export function under(prefix: string, params: FormParams): FormParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      `${prefix}[${name.replace(/^\w+/, '$&]').replace(/\]$/, '')}]`,
      value,
    ]),
  );
}
