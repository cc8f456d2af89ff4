import { callApi } from '../api.ts';
import { fieldsOf } from '../fields.ts';
import type { ApiResult, Fields, FormParams, StripeJsError } from '../protocol.ts';
import { showChallenge } from './challenge-modal.ts';
import { IntegrationError } from './integration-error.ts';

export type IntentKind = 'payment_intent' | 'setup_intent';

export type IntentOutcome =
  | { readonly intent: Fields; readonly error?: undefined }
  | { readonly error: StripeJsError; readonly intent?: undefined };

const PREFIX: Readonly<Record<IntentKind, string>> = { payment_intent: 'pi', setup_intent: 'seti' };

/** The kind of intent a client secret opens. Throws an IntegrationError when it is none. */
export function kindOf(clientSecret: string): IntentKind {
  if (/^pi_[^_]+_secret_.+/.test(clientSecret)) return 'payment_intent';
  if (/^seti_[^_]+_secret_.+/.test(clientSecret)) return 'setup_intent';
  throw new IntegrationError(
    `Invalid value for client_secret: it should be of the form \${id}_secret_\${secret}. You specified: ${clientSecret}.`,
  );
}

export interface Intents {
  /** Throws an IntegrationError when the secret is of another kind. */
  read(kind: IntentKind, clientSecret: unknown): Promise<IntentOutcome>;
  confirm(kind: IntentKind, clientSecret: unknown, params: FormParams): Promise<IntentOutcome>;
  /** Takes the customer to their bank, if it asks; resolves when it has answered, never when the page is left for it. */
  passNextAction(kind: IntentKind, intent: Fields, clientSecret: string): Promise<IntentOutcome>;
}

/** Speaks with the API about payment and setup intents, which a page holds by their client secret. */
export function createIntents({ origin, publishableKey }: { origin: string; publishableKey: string }): Intents {
  const call = (method: 'GET' | 'POST', path: string, params: FormParams) =>
    callApi(origin, publishableKey, method, path, params);

  const read: Intents['read'] = async (kind, clientSecret) => {
    const secret = checkSecret(kind, clientSecret);
    return outcomeOf(await call('GET', pathOf(kind, secret), { client_secret: secret }));
  };

  return {
    read,
    async confirm(kind, clientSecret, params) {
      const secret = checkSecret(kind, clientSecret);
      const path = `${pathOf(kind, secret)}/confirm`;
      // A page that names no address to come back to is one itself.
      const own = { client_secret: secret, return_url: location.href, use_stripe_sdk: 'true' };
      return outcomeOf(await call('POST', path, { ...own, ...params }));
    },
    async passNextAction(kind, intent, clientSecret) {
      if (intent.status !== 'requires_action') return { intent };
      const action = fieldsOf(intent.next_action);
      const { url } = fieldsOf(action.redirect_to_url);
      if (typeof url === 'string') return leaveFor(url);
      const { stripe_js: page, source } = fieldsOf(action.use_stripe_sdk);
      if (typeof page !== 'string') return { intent };
      const answered = await showChallenge(page, { publishableKey, clientSecret });
      // A customer who closes the bank's page has not been authenticated: the bank is told so.
      if (!answered) await call('POST', `3ds2/${String(source)}/fail`, { client_secret: clientSecret });
      const after = await read(kind, clientSecret);
      return after.intent === undefined ? after : failureOf(kind, after.intent);
    },
  };
}

/** Leaves this page; nothing that waits for the outcome goes on here. */
export function leaveFor(url: string): Promise<never> {
  location.assign(url);
  return new Promise(() => undefined);
}

function outcomeOf(result: ApiResult): IntentOutcome {
  return result.ok ? { intent: result.object } : { error: result.error };
}

/** An intent that its bank has refused comes back as the error it holds. */
function failureOf(kind: IntentKind, intent: Fields): IntentOutcome {
  const failed = kind === 'payment_intent' ? intent.last_payment_error : intent.last_setup_error;
  if (intent.status !== 'requires_payment_method' || typeof failed !== 'object' || failed === null) return { intent };
  const fields = fieldsOf(failed);
  return { error: { ...fields, type: String(fields.type), message: String(fields.message), [kind]: intent } };
}

function pathOf(kind: IntentKind, clientSecret: string): string {
  return `${kind}s/${clientSecret.split('_secret_')[0] ?? ''}`;
}

function checkSecret(kind: IntentKind, clientSecret: unknown): string {
  if (typeof clientSecret === 'string' && kindOf(clientSecret) === kind) return clientSecret;
  throw new IntegrationError(
    `Invalid value for client_secret: it should be the client secret of a ${kind === 'payment_intent' ? 'PaymentIntent' : 'SetupIntent'} (${PREFIX[kind]}_…_secret_…). You specified: ${String(clientSecret)}.`,
  );
}
