import { raw } from 'hono/html';

/** Line icons drawn on a grid of 16; they say nothing that the text beside them does not. */
const PATHS = {
  overview: '<path d="M2.5 7 8 2.5 13.5 7v6a.5.5 0 0 1-.5.5h-3V9.5H6v4H3a.5.5 0 0 1-.5-.5z"/>',
  payments: '<rect x="1.5" y="3.5" width="13" height="9" rx="1.5"/><path d="M1.5 6.5h13M4 10h2.5"/>',
  customers: '<circle cx="8" cy="5.5" r="2.75"/><path d="M2.5 13.5c.6-2.6 2.8-4 5.5-4s4.9 1.4 5.5 4"/>',
  events: '<path d="M8.5 1.5 3 9h4l-.5 5.5L12.5 7h-4.5z"/>',
  webhooks: '<path d="M14 2 7 9M14 2l-4.5 12L7 9 2 6.5z"/>',
  requests: '<path d="m4.5 4.5-3 3.5 3 3.5M11.5 4.5l3 3.5-3 3.5M9.25 3l-2.5 10"/>',
  cards:
    '<rect x="3.5" y="1.5" width="11" height="8" rx="1.5"/><path d="M12.5 12.5v.5a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V7A1.5 1.5 0 0 1 2 5.9M3.5 4.5h11"/>',
  control:
    '<path d="M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6"/><circle cx="9.75" cy="4.5" r="1.75"/><circle cx="6.25" cy="11.5" r="1.75"/>',
  check: '<path d="m3 8.5 3.25 3.250L13 4.75"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8"/>',
  clock: '<circle cx="8" cy="8" r="6"/><path d="M8 4.750V8l2.25 1.5"/>',
  alert: '<path d="M8 2 1.75 13.250h12.5zM8 6.5v3M8 11.5v.01"/>',
  dash: '<path d="M4 8h8"/>',
  undo: '<path d="M6 3 2.5 6.5 6 10M2.5 6.5h7a3.75 3.75 0 0 1 0 7.5H7"/>',
  copy: '<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"/>',
  open: '<path d="M6.5 3.5h-3v9h9v-3M9.5 2.5h4v4M13.5 2.5 7.5 8.5"/>',
  right: '<path d="m6 3.5 4.5 4.5L6 12.5"/>',
  left: '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
  sun: '<circle cx="8" cy="8" r="2.75"/><path d="M8 1.250v1.5M8 13.250v1.5M1.25 8h1.5M13.25 8h1.5M3.25 3.250l1 1M11.75 11.750l1 1M3.25 12.750l1-1M11.75 4.250l1-1"/>',
  moon: '<path d="M13.5 9.5A5.75 5.75 0 0 1 6.5 2.5a5.75 5.75 0 1 0 7 7z"/>',
  system: '<rect x="1.75" y="2.5" width="12.5" height="8.5" rx="1.5"/><path d="M5.5 14h5"/>',
  shield: '<path d="M8 1.75 2.75 3.750V8c0 3.25 2.25 5.25 5.25 6.25 3-1 5.25-3 5.25-6.250V3.750z"/>',
  search: '<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.5 3.5"/>',
} as const;

export type IconName = keyof typeof PATHS;

/** Draws an icon in the colour of the text around it, hidden from screen readers. */
export function icon(name: IconName, size = 16) {
  return raw(
    `<svg width="${size}" height="${size}" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${PATHS[name]}</svg>`,
  );
}
