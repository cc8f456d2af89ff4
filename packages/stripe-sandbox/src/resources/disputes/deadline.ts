import { byItself, type OperationContext, seconds } from '../../context.ts';
import { decideDispute } from './disputes.ts';

/** A merchant who lets the day pass says nothing: a chargeback is lost, an inquiry closed. */
export function settleDisputes(request: OperationContext): void {
  const context = byItself(request);
  for (const dispute of [...context.store.disputes.values()]) {
    const open = dispute.status === 'needs_response' || dispute.status === 'warning_needs_response';
    const { due_by } = dispute.evidence_details;
    if (!open || due_by === null || due_by > seconds(context.clock)) continue;
    const late = { ...dispute, evidence_details: { ...dispute.evidence_details, past_due: true } };
    decideDispute(context, late, 'lost', dispute);
  }
}
