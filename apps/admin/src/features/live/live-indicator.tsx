import type { LiveState } from './use-live-payments.ts';

/** Whether what is shown follows along by itself. */
export function LiveIndicator({ state }: { state: LiveState }) {
  const live = state === 'connected';
  return (
    <span
      role="status"
      className="flex items-center gap-1.5 text-xs font-medium text-soft"
      title={live ? 'Changes show up by themselves' : 'Trying to connect; figures may be old'}
    >
      <span className={`size-2 rounded-full ${live ? 'bg-good' : 'bg-wait'}`} aria-hidden="true" />
      {live ? 'Live' : 'Connecting'}
    </span>
  );
}
