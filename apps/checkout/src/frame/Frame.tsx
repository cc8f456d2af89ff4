import { useEffect, useState } from 'react';
import { Checkout } from './Checkout.tsx';
import type { Host } from './host.ts';
import { FaultBoundary } from './parts/FaultBoundary.tsx';
import { Notice } from './parts/Notice.tsx';
import type { Kept } from './paying/kept.ts';
import type { PayOutcome } from './paying/outcome.ts';
import { FAULT } from './server/api.ts';
import { useDarkMode } from './use-dark-mode.ts';

export type Finished = Extract<PayOutcome, { kind: 'paid' | 'processing' }>;

/** The widget in its frame: what the page says, how far paying has come, and a floor under whatever may break. */
export function Frame({ host, kept }: { host: Host; kept: Kept }) {
  const [config, setConfig] = useState(host.config);
  const [paying, setPaying] = useState(false);
  const [finished, setFinished] = useState<Finished | null>(null);
  const dark = useDarkMode(config.theme);
  useEffect(() => host.onConfig(setConfig), [host]);

  function finish(outcome: Finished) {
    setFinished(outcome);
    host.tell({ type: outcome.kind === 'paid' ? 'success' : 'processing', paymentId: outcome.paymentId });
  }

  return (
    <div className="widget" data-theme={dark ? 'dark' : 'light'}>
      <FaultBoundary
        onFault={() => host.tell({ type: 'error', ...FAULT })}
        fallback={<Stopped paying={paying} finished={finished} onReload={() => host.tell({ type: 'reload' })} />}
      >
        <Checkout
          host={host}
          kept={kept}
          config={config}
          dark={dark}
          paying={paying}
          finished={finished}
          onPaying={setPaying}
          onFinished={finish}
          onNextCart={() => setFinished(null)}
        />
      </FaultBoundary>
    </div>
  );
}

/** What is left to say when the checkout cannot be shown. Nobody is asked to pay again who may have paid. */
function Stopped(props: { paying: boolean; finished: Finished | null; onReload: () => void }) {
  if (props.finished !== null) {
    return (
      <Notice title={props.finished.kind === 'paid' ? 'Payment complete' : 'Payment under way'}>
        There is nothing more to do, and please do not pay again. Your reference is {props.finished.paymentId}.
      </Notice>
    );
  }
  if (props.paying) {
    return (
      <Notice title="Your payment is under way">
        The checkout cannot show how it goes on. Please wait a moment, and look for a receipt in your mail before you
        try again.
      </Notice>
    );
  }
  return (
    <Notice title="The checkout has stopped" retry={{ label: 'Reload the checkout', act: props.onReload }}>
      {FAULT.message}
    </Notice>
  );
}
