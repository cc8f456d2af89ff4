import { StripeJs } from './stripe.ts';

const script = document.currentScript;
if (!(script instanceof HTMLScriptElement)) throw new Error("Load the sandbox's stripe.js with a script tag.");
const { origin } = new URL(script.src);

// What @stripe/stripe-js looks for.
Object.assign(window, {
  Stripe: Object.assign((key: string) => new StripeJs(origin, key), { version: 'endive' }),
});
