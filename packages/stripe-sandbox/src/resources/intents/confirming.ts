import type { OperationContext } from '../../context.ts';
import type { MethodChoice } from '../../store/objects/method-choice.ts';
import { type IntentKind, invalidFor } from './intent-kind.ts';

/** What a confirmation says of the way it is made. */
export interface Manner {
  readonly confirmation_token?: string | undefined;
  readonly error_on_requires_action?: boolean | undefined;
  readonly off_session?: boolean | undefined;
  readonly return_url?: string | undefined;
}

/**
 * Throws Stripe's 400 for a confirmation that does not go with payment methods managed in the Dashboard, some of which
 * lead the customer away: https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods
 */
export function checkManner(
  { store }: OperationContext,
  kind: IntentKind,
  { automatic_payment_methods: automatic }: MethodChoice,
  { confirmation_token, error_on_requires_action, off_session, return_url }: Manner,
): void {
  if (automatic === null) return;
  if (error_on_requires_action === true) {
    throw invalidFor(
      kind,
      "The `error_on_requires_action` parameter can't be used with PaymentIntents which use payment methods managed through the Dashboard.",
      'error_on_requires_action',
    );
  }
  if (automatic.allow_redirects === 'never' || off_session === true) return;
  const collected = store.confirmationTokens.get(confirmation_token ?? '')?.return_url ?? undefined;
  if ((return_url ?? collected) !== undefined) return;
  throw invalidFor(
    kind,
    `This ${kind} is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a \`return_url\`. If you don't want to accept redirect-based payment methods, set \`automatic_payment_methods[enabled]\` to \`true\` and \`automatic_payment_methods[allow_redirects]\` to \`never\` when creating Setup Intents and Payment Intents.`,
    'return_url',
  );
}
