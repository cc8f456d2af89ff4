import { callApi } from '../api.ts';
import type { StripeJsError } from '../protocol.ts';

export interface PageLine {
  readonly description: string;
  readonly details: string | null;
  readonly image: string | null;
  readonly quantity: number;
  readonly unitAmount: number;
  readonly total: number;
}

/** What the page knows of its session; amounts are minor units. */
export interface PaymentPage {
  readonly business: string;
  readonly cancelUrl: string | null;
  readonly successUrl: string | null;
  readonly currency: string | null;
  readonly email: string | null;
  readonly lines: readonly PageLine[];
  readonly locale: string | null;
  readonly mode: 'payment' | 'setup';
  readonly saves: boolean;
  readonly status: 'open' | 'complete' | 'expired';
  readonly submitType: string | null;
  readonly total: number;
  /** The secret of an intent that waits for the customer's bank. */
  readonly waitingFor: string | null;
}

export type PageResult =
  | { readonly ok: true; readonly page: PaymentPage }
  | { readonly ok: false; readonly error: StripeJsError };

export interface PageClient {
  read(): Promise<PageResult>;
  confirm(params: Readonly<Record<string, string>>): Promise<PageResult>;
}

/** Speaks to the sandbox for one session, with the session's own secret and nothing more. */
export function createPageClient(session: {
  readonly id: string;
  readonly publishableKey: string;
  readonly clientSecret: string;
}): PageClient {
  const call = async (method: 'GET' | 'POST', path: string, params: Readonly<Record<string, string>>) => {
    const result = await callApi(location.origin, session.publishableKey, method, path, {
      client_secret: session.clientSecret,
      ...params,
    });
    return result.ok ? { ok: true as const, page: readPage(result.object) } : result;
  };
  const path = `payment_pages/${encodeURIComponent(session.id)}`;
  return {
    read: () => call('GET', path, {}),
    confirm: (params) => call('POST', `${path}/confirm`, params),
  };
}

function readPage(fields: Readonly<Record<string, unknown>>): PaymentPage {
  const lines = Array.isArray(fields.line_items) ? fields.line_items : [];
  const status = fields.status === 'complete' || fields.status === 'expired' ? fields.status : 'open';
  return {
    business: text(fields.business_name) ?? '',
    cancelUrl: text(fields.cancel_url),
    successUrl: text(fields.success_url),
    currency: text(fields.currency),
    email: text(fields.email),
    lines: lines.map((line: unknown) => readLine(record(line))),
    locale: text(fields.locale),
    mode: fields.mode === 'setup' ? 'setup' : 'payment',
    saves: fields.setup_future_usage !== null,
    status,
    submitType: text(fields.submit_type),
    total: Number(fields.amount_total ?? 0),
    waitingFor: waitingIntent(record(fields.payment_intent)) ?? waitingIntent(record(fields.setup_intent)),
  };
}

function readLine(fields: Readonly<Record<string, unknown>>): PageLine {
  return {
    description: text(fields.description) ?? '',
    details: text(fields.details),
    image: text(fields.image),
    quantity: Number(fields.quantity),
    unitAmount: Number(fields.unit_amount),
    total: Number(fields.amount_total),
  };
}

function waitingIntent(intent: Readonly<Record<string, unknown>>): string | null {
  return intent.status === 'requires_action' ? text(intent.client_secret) : null;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
