interface Hour {
  readonly hour: number;
  readonly succeeded: number;
  readonly failed: number;
}

const HEIGHT = 120;

/** Payments by hour of the day: succeeded below, failed on top. */
export function HourBars({ hours }: { hours: readonly Hour[] }) {
  const most = Math.max(1, ...hours.map(({ succeeded, failed }) => succeeded + failed));
  const total = hours.reduce((sum, { succeeded, failed }) => sum + succeeded + failed, 0);
  return (
    <figure>
      <div
        role="img"
        aria-label={`${total} payments today by hour`}
        className="flex items-end gap-[3px]"
        style={{ height: HEIGHT }}
      >
        {hours.map(({ hour, succeeded, failed }) => (
          <div
            key={hour}
            className="flex h-full flex-1 flex-col justify-end gap-px"
            title={`${hour}:00 – ${succeeded} succeeded, ${failed} failed`}
          >
            {failed > 0 ? (
              <div className="rounded-t-sm bg-bad/70" style={{ height: `${(failed / most) * 100}%` }} />
            ) : null}
            {succeeded > 0 ? (
              <div
                className={`bg-accent ${failed > 0 ? '' : 'rounded-t-sm'}`}
                style={{ height: `${(succeeded / most) * 100}%` }}
              />
            ) : null}
            {succeeded + failed === 0 ? <div className="h-px bg-line" /> : null}
          </div>
        ))}
      </div>
      <figcaption aria-hidden="true" className="mt-2 flex justify-between text-xs text-soft tabular-nums">
        {['0:00', '6:00', '12:00', '18:00', '24:00'].map((label) => (
          <span key={label}>{label}</span>
        ))}
      </figcaption>
    </figure>
  );
}
