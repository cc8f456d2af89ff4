import type { OperationContext } from '../../context.ts';
import { digits, seconds } from '../../context.ts';
import type { ChargeCardDetails } from '../../store/objects/charge.ts';
import type { CardDetails } from '../../store/objects/payment-method.ts';

/** Seven days less an hour or so at most networks: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
const HOLD_SECONDS = 7 * 24 * 60 * 60;

/** Whether the cardholder was authenticated, as networks write it: https://docs.stripe.com/payments/3d-secure */
const ECI: Readonly<Record<string, { authenticated: string; plain: string }>> = {
  visa: { authenticated: '05', plain: '07' },
  mastercard: { authenticated: '02', plain: '00' },
};

/** What a charge tells of its card: the card itself, and what the network answered. Amount in minor units. */
export function chargeCardDetails(
  context: OperationContext,
  card: CardDetails,
  {
    amount,
    succeeded,
    authenticated,
    held,
    mandate,
  }: { amount: number; succeeded: boolean; authenticated: boolean; held: boolean; mandate: string | null },
): ChargeCardDetails {
  const eci = ECI[card.brand];
  return {
    amount_authorized: succeeded ? amount : null,
    authorization_code: succeeded ? digits(6) : null,
    brand: card.brand,
    ...(succeeded && held ? { capture_before: seconds(context.clock) + HOLD_SECONDS } : {}),
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: (authenticated ? eci?.authenticated : eci?.plain) ?? null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    extended_authorization: { status: 'disabled' },
    fingerprint: card.fingerprint,
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: card.last4,
    mandate,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: succeeded ? digits(15) : null,
    overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
    regulated_status: card.regulated_status,
    three_d_secure: authenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: card.brand === 'mastercard' ? '02' : '05',
          exemption_indicator: null,
          result: 'authenticated',
          result_reason: null,
          transaction_id: crypto.randomUUID(),
          version: '2.2.0',
        }
      : null,
    transaction_link_id: null,
    wallet: null,
  };
}
