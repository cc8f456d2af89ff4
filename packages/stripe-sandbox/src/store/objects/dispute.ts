import type { BalanceTransactionObject } from './balance-transaction.ts';

/** What a merchant can say to a dispute; texts and ids of files. */
export type EvidenceField =
  | 'access_activity_log'
  | 'billing_address'
  | 'cancellation_policy'
  | 'cancellation_policy_disclosure'
  | 'cancellation_rebuttal'
  | 'customer_communication'
  | 'customer_email_address'
  | 'customer_name'
  | 'customer_purchase_ip'
  | 'customer_signature'
  | 'duplicate_charge_documentation'
  | 'duplicate_charge_explanation'
  | 'duplicate_charge_id'
  | 'product_description'
  | 'receipt'
  | 'refund_policy'
  | 'refund_policy_disclosure'
  | 'refund_refusal_explanation'
  | 'service_date'
  | 'service_documentation'
  | 'shipping_address'
  | 'shipping_carrier'
  | 'shipping_date'
  | 'shipping_documentation'
  | 'shipping_tracking_number'
  | 'uncategorized_file'
  | 'uncategorized_text';

export interface DisputeObject {
  id: string;
  object: 'dispute';
  amount: number;
  balance_transactions: BalanceTransactionObject[];
  charge: string;
  created: number;
  currency: string;
  enhanced_eligibility_types: never[];
  evidence: Record<EvidenceField, string | null> & { enhanced_evidence: Record<string, never> };
  evidence_details: {
    due_by: number | null;
    enhanced_eligibility: Record<string, never>;
    has_evidence: boolean;
    past_due: boolean;
    submission_count: number;
    submission_method: 'manual';
  };
  intended_submission_method: null;
  is_charge_refundable: boolean;
  livemode: false;
  metadata: Record<string, string>;
  network_reason_code: string | null;
  payment_intent: string;
  payment_method_details: {
    type: 'card';
    card: { brand: string; case_type: 'chargeback' | 'inquiry'; network: string; network_reason_code: string };
  };
  reason: string;
  status:
    | 'needs_response'
    | 'under_review'
    | 'won'
    | 'lost'
    | 'warning_needs_response'
    | 'warning_under_review'
    | 'warning_closed';
}
