import type { html } from 'hono/html';

/** Escaped markup, as `html` makes it. */
export type Html = ReturnType<typeof html>;
