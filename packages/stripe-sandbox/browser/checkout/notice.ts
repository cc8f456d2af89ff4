import { h, icon } from './dom.ts';

const PICTURES = {
  done: 'M3 8.5 6.5 12 13 4.5',
  late: 'M8 4v4.5l3 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0',
  lost: 'M8 4.5v4.5M8 11.5v.1M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0',
};

/** A page with nothing to fill in: what happened, and where to go from here. */
export function notice(
  kind: keyof typeof PICTURES,
  { title, text, action }: { title: string; text: string; action?: HTMLElement | undefined },
): HTMLElement {
  const heading = h('h1', { tabindex: '-1' }, title);
  return h(
    'section',
    { class: `notice ${kind}` },
    h('span', { class: 'mark' }, icon(PICTURES[kind])),
    heading,
    h('p', {}, text),
    action ?? null,
  );
}
