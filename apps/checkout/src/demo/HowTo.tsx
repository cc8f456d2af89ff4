import { useState } from 'react';

const TEST_CARDS = [
  ['4242 4242 4242 4242', 'pays'],
  ['4000 0000 0000 3220', 'asks for 3D Secure'],
  ['4000 0000 0000 9995', 'has insufficient funds'],
  ['4000 0000 0000 0002', 'is declined'],
  ['4000 0000 0000 0069', 'has expired'],
  ['4000 0000 0000 0127', 'has a wrong security code'],
] as const;

/** For developers who look at the demo: cards to try, and what to paste into a page. */
export function HowTo({
  items,
  currency,
  publishableKey,
}: {
  items: string;
  currency: string;
  publishableKey: string;
}) {
  const snippet = `<script src="${location.origin}/embed.js"></script>\n<flash-checkout\n  publishable-key="${publishableKey}"\n  items="${items}"\n  currency="${currency}"\n></flash-checkout>`;
  return (
    <div className="how-to">
      <details>
        <summary>Test cards</summary>
        <ul>
          {TEST_CARDS.map(([number, what]) => (
            <li key={number}>
              <code>{number}</code> <span>{what}</span>
              <Copy text={number.replaceAll(' ', '')} label={`Copy ${number}`} />
            </li>
          ))}
        </ul>
        <p>Any date ahead, any security code, any ZIP code.</p>
      </details>
      <details>
        <summary>Embed this checkout</summary>
        <pre>{snippet}</pre>
        <Copy text={snippet} label="Copy the snippet" />
      </details>
    </div>
  );
}

function Copy({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      aria-label={label}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => setCopied(true));
      }}
      onBlur={() => setCopied(false)}
    >
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
