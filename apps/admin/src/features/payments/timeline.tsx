import { CopyableId, Moment } from '../../ui/format.tsx';
import type { PaymentDetail } from './types.ts';

type Entry = PaymentDetail['timeline'][number];

const SOURCES: Readonly<Record<Entry['source'], string>> = {
  answer: 'Stripe’s answer',
  webhook: 'Webhook',
  customer: 'Customer',
  person: 'Colleague',
  api_key: 'API key',
  system: 'Check with Stripe',
};

const DOTS: Readonly<Record<Entry['tone'], string>> = { good: 'bg-good', bad: 'bg-bad', neutral: 'bg-soft' };

/** What happened to a payment, in order, and who said so. */
export function Timeline({ entries }: { entries: PaymentDetail['timeline'] }) {
  return (
    <ol className="px-5 py-4">
      {entries.map((entry) => (
        <li key={entry.id} className="relative border-l border-line pb-5 pl-5 last:border-transparent last:pb-0">
          <span
            aria-hidden="true"
            className={`absolute top-1.5 -left-[5px] size-2.5 rounded-full ${DOTS[entry.tone]}`}
          />
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <p className="font-medium">{entry.title}</p>
            <span className="text-xs text-soft">
              <Moment at={entry.occurredAt} />
            </span>
          </div>
          {entry.detail === null ? null : <p className="text-soft">{entry.detail}</p>}
          <p className="flex flex-wrap items-center gap-x-2 text-xs text-soft">
            {SOURCES[entry.source]}
            {entry.stripeEventId === null ? null : <CopyableId id={entry.stripeEventId} />}
          </p>
        </li>
      ))}
    </ol>
  );
}
