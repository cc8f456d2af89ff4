import type { LiveState } from './use-live-payments.ts';

const LOOKS: Readonly<Record<LiveState, { readonly word: string; readonly dot: string; readonly title: string }>> = {
  connected: { word: 'Live', dot: 'bg-good', title: 'Changes show up by themselves' },
  connecting: { word: 'Connecting', dot: 'bg-wait', title: 'Trying to connect; figures may be old' },
  paused: {
    word: 'Paused',
    dot: 'bg-bad',
    title:
      'The server lets no more pages follow along; figures may be old. Close other pages of the admin: this one tries again every 30 seconds.',
  },
};

/** Whether what is shown follows along by itself. */
export function LiveIndicator({ state }: { state: LiveState }) {
  const { word, dot, title } = LOOKS[state];
  return (
    <span role="status" className="flex items-center gap-1.5 text-xs font-medium text-soft" title={title}>
      <span className={`size-2 rounded-full ${dot}`} aria-hidden="true" />
      {word}
    </span>
  );
}
