import type { EventDefinition, NewEvent } from '@flashstudio/events';
import type { ChangeContext, Draft } from './draft.ts';

/** An event about the draft's payment, at a moment of Stripe's history or of ours (UTC). */
export function announce<Data>(
  { locked }: Pick<Draft, 'locked'>,
  { actor, cause }: ChangeContext,
  definition: EventDefinition<string, Data>,
  occurredAt: Date,
  data: Data,
): NewEvent {
  return definition.create({
    subjectId: locked.payment.id,
    shopId: locked.shopId,
    actor,
    cause,
    occurredAt,
    data,
  });
}
