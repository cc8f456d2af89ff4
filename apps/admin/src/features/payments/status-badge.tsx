import { type Standing, statusWords } from './words.ts';

const TONES = {
  good: 'bg-good-soft text-good',
  bad: 'bg-bad-soft text-bad',
  wait: 'bg-wait-soft text-wait',
  neutral: 'bg-raised text-soft',
} as const;

export function StatusBadge({ payment }: { payment: Standing }) {
  const { label, tone } = statusWords(payment);
  return (
    <span className={`inline-block rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${TONES[tone]}`}>
      {label}
    </span>
  );
}
