import type { CardBehaviour, Decline } from '../../cards/test-card.ts';
import type { ChargeOutcome } from '../../store/objects/charge.ts';

/** Why a charge ended as it did. */
export function outcomeOf({ decline, risk }: CardBehaviour): ChargeOutcome {
  if (decline === undefined) return risk === 'elevated' ? ELEVATED : AUTHORIZED;
  return decline.blocked === true ? { ...BLOCKED, advice_code: decline.adviceCode ?? null } : declinedBy(decline);
}

const AUTHORIZED: ChargeOutcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  risk_score: 12,
  seller_message: 'Payment complete.',
  type: 'authorized',
};

const ELEVATED: ChargeOutcome = {
  ...AUTHORIZED,
  reason: 'elevated_risk_level',
  risk_level: 'elevated',
  risk_score: 66,
  seller_message: 'Stripe evaluated this payment as having elevated risk.',
};

const BLOCKED: ChargeOutcome = {
  ...AUTHORIZED,
  network_status: 'not_sent_to_network',
  reason: 'highest_risk_level',
  risk_level: 'highest',
  risk_score: 90,
  seller_message: 'Stripe blocked this payment as too risky.',
  type: 'blocked',
};

function declinedBy({ code, declineCode, adviceCode, networkCode }: Decline): ChargeOutcome {
  const reason = declineCode ?? code;
  return {
    ...AUTHORIZED,
    advice_code: adviceCode ?? null,
    network_decline_code: networkCode ?? null,
    network_status: 'declined_by_network',
    reason,
    seller_message:
      reason === 'generic_decline'
        ? 'The bank did not return any further details with this decline.'
        : `The bank returned the decline code \`${reason}\`.`,
    type: 'issuer_declined',
  };
}
