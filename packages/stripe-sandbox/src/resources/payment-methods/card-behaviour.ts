import type { CardBehaviour } from '../../cards/test-card.ts';
import { behaviourByTrace } from '../../cards/test-cards.ts';
import type { OperationContext } from '../../context.ts';

/** How the card behind a payment method behaves; a card that is no test card simply pays. */
export function behaviourOf(context: OperationContext, methodId: string): CardBehaviour {
  return behaviourByTrace(context.store.testCards.get(methodId)?.value ?? '');
}

/** Remembers that the customer has agreed, with 3D Secure where asked, to be charged without being there. */
export function rememberOffSessionSetup(context: OperationContext, methodId: string): void {
  context.store.offSessionSetups.set(methodId, { id: methodId });
}

/** How the merchant wants 3D Secure handled: https://docs.stripe.com/payments/3d-secure/authentication-flow */
export type RequestThreeDSecure = 'any' | 'automatic' | 'challenge';

/** Whether the bank asks for 3D Secure when the card is charged. Attaching a card alone sets nothing up. */
export function asksForAuthentication(
  context: OperationContext,
  methodId: string,
  { offSession, requested }: { offSession: boolean; requested: RequestThreeDSecure },
): boolean {
  const { challenge } = behaviourOf(context, methodId);
  if (challenge === undefined) return false;
  if (challenge === 'always') return true;
  if (requested !== 'automatic' && !offSession) return true;
  if (challenge === 'on_request') return false;
  if (challenge === 'on_session') return !offSession;
  return context.store.offSessionSetups.get(methodId) === undefined;
}
