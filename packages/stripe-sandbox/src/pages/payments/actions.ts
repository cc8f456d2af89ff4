import type { Context } from 'hono';
import { z } from 'zod';
import type { Tenant } from '../../api/authentication.ts';
import type { OperationContext } from '../../context.ts';
import { invalidParam } from '../../http/errors.ts';
import { closeDispute, updateDispute } from '../../resources/disputes/disputes.ts';
import { finishChallenge } from '../../resources/payment-intents/confirmation.ts';
import { cancelIntent, captureIntent } from '../../resources/payment-intents/payment-intents.ts';
import { createRefund } from '../../resources/refunds/refunds.ts';
import type { AccountStore, Challenge } from '../../store/account-store.ts';
import type { DisputeObject } from '../../store/objects/dispute.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import { attempt, byHand, type Desk, findAnywhere } from '../desk.ts';
import { notFoundPage } from '../not-found.ts';
import { moneyText, readDecimal } from '../parts/money.ts';

interface Order {
  readonly context: OperationContext;
  readonly intent: PaymentIntentObject;
  readonly form: z.output<typeof formFields>;
  readonly desk: Desk;
}

const formFields = z.object({
  amount: z.string().max(40).optional(),
  evidence: z.string().max(2_000).optional(),
});

/** Texts that decide a dispute at once: https://docs.stripe.com/testing#evidence-submission */
const WINNING = 'winning_evidence';

/** What the buttons of a payment's page do; each says what came of it. */
const orders: Readonly<Record<string, (order: Order) => string>> = {
  refund({ context, intent, form }) {
    const refund = createRefund(context, { payment_intent: intent.id, amount: amountOf(intent, form.amount) });
    return `${moneyText(refund.amount, refund.currency)} refunded: ${refund.id} is ${refund.status}.`;
  },
  capture({ context, intent, form }) {
    const captured = captureIntent(context, intent.id, { amount_to_capture: amountOf(intent, form.amount) });
    return `${moneyText(captured.amount_received, captured.currency)} captured.`;
  },
  cancel({ context, intent }) {
    cancelIntent(context, intent.id, 'requested_by_customer');
    return 'The payment is canceled.';
  },
  settle({ desk }) {
    desk.settlePending();
    return 'Everything pending is settled.';
  },
  authenticate({ context, intent }) {
    const after = finishChallenge(context, openChallenge(context.store, intent).id, true);
    return after.last_payment_error === null
      ? 'The customer passed 3D Secure.'
      : `The customer passed 3D Secure, but: ${after.last_payment_error.message}`;
  },
  refuse({ context, intent }) {
    finishChallenge(context, openChallenge(context.store, intent).id, false);
    return 'The customer failed 3D Secure.';
  },
  'dispute/win'({ context, intent }) {
    const { status } = updateDispute(context, disputeOf(context.store, intent).id, {
      evidence: { uncategorized_text: WINNING },
    });
    return `The dispute is ${status.replaceAll('_', ' ')}.`;
  },
  'dispute/lose'({ context, intent }) {
    const { status } = closeDispute(context, disputeOf(context.store, intent).id);
    return `The dispute is ${status.replaceAll('_', ' ')}.`;
  },
  'dispute/submit'({ context, intent, form }) {
    if (form.evidence === undefined || form.evidence.trim() === '')
      throw invalidParam('Say something in your defence.', 'evidence');
    const { status } = updateDispute(context, disputeOf(context.store, intent).id, {
      evidence: { uncategorized_text: form.evidence },
    });
    return `Evidence submitted: the dispute is ${status.replaceAll('_', ' ')}.`;
  },
};

/** Does what a button of the payment's page says, and leads back there with what came of it. */
export async function actOnPayment(c: Context, desk: Desk, id: string, name: string): Promise<Response> {
  const found = findAnywhere(desk, (store) => store.paymentIntents.get(id));
  const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
  if (found === undefined || order === undefined) return notFoundPage(c, desk, 'There is no such payment or button.');
  const read = formFields.safeParse(await c.req.parseBody());
  const notice = attempt(() => {
    if (!read.success) throw invalidParam('The form was not filled in as it should be.');
    return order({ context: byHand(c, found.tenant, desk), intent: found.object, form: read.data, desk });
  });
  return desk.notices.redirect(c, `/payments/${id}`, notice);
}

/** Leads to the bank's page that waits for the customer, with what that page needs to answer for them. */
export function openChallengePage(c: Context, desk: Desk, id: string): Response | Promise<Response> {
  const found = findAnywhere(desk, (store) => store.paymentIntents.get(id));
  const challenge = found === undefined ? undefined : waitingChallenge(found.tenant.store, found.object);
  if (found === undefined || challenge === undefined)
    return notFoundPage(c, desk, 'No 3D Secure challenge waits for this payment.');
  return c.redirect(challengeAddress(found.tenant, found.object, challenge), 303);
}

function challengeAddress({ store }: Tenant, intent: PaymentIntentObject, { id }: Challenge): string {
  const fragment = new URLSearchParams({
    key: store.account.publishableKeys[0] ?? '',
    client_secret: intent.client_secret,
  });
  return `/v3/3ds/${id}#${fragment.toString()}`;
}

function openChallenge(store: AccountStore, intent: PaymentIntentObject): Challenge {
  const challenge = waitingChallenge(store, intent);
  if (challenge === undefined) throw invalidParam('No 3D Secure challenge waits for this payment.');
  return challenge;
}

/** The challenge that the intent's next action names; earlier ones are over. */
function waitingChallenge(store: AccountStore, intent: PaymentIntentObject): Challenge | undefined {
  if (intent.status !== 'requires_action') return undefined;
  const action = JSON.stringify(intent.next_action);
  return store.challenges.newestFirst(({ id, paymentIntent }) => paymentIntent === intent.id && action.includes(id))[0];
}

function disputeOf(store: AccountStore, intent: PaymentIntentObject): DisputeObject {
  const dispute = store.disputes.newestFirst(({ payment_intent }) => payment_intent === intent.id)[0];
  if (dispute === undefined) throw invalidParam('This payment is not disputed.');
  return dispute;
}

function amountOf(intent: PaymentIntentObject, typed: string | undefined): number {
  const amount = readDecimal(typed ?? '', intent.currency);
  if (amount === undefined)
    throw invalidParam(`“${typed ?? ''}” is no amount in ${intent.currency.toUpperCase()}.`, 'amount');
  return amount;
}
