import { html } from 'hono/html';
import type { Html } from './html.ts';
import { type IconName, icon } from './icons.ts';

export type Tone = 'good' | 'bad' | 'wait' | 'info' | 'quiet';

/** A status in colour, sign and words, so that no one of the three is needed. */
export function pill(tone: Tone, sign: IconName, text: string): Html {
  return html`<span class="pill ${tone}">${icon(sign, 12)}${text}</span>`;
}
