import { raw } from 'hono/html';

/** Plain, quiet, and as good in the dark. */
export const styles = raw(`
:root { color-scheme: light dark; --ink: light-dark(#1a1f2b, #e8eaf0); --soft: light-dark(#667085, #98a1b3); --line: light-dark(#e4e7ec, #2b303b);
  --page: light-dark(#f7f8fa, #111318); --card: light-dark(#fff, #191c22); --good: light-dark(#067647, #75e0a7); --bad: light-dark(#b42318, #fda29b); --wait: light-dark(#b54708, #fec84b); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
header, main { max-width: 1100px; margin: 0 auto; padding: 24px 20px 0; }
h1 { font-size: 22px; margin: 0; letter-spacing: -0.01em; } header p { margin: 4px 0 0; color: var(--soft); }
h2 { font-size: 16px; margin: 0; } h3 { font-size: 14px; margin: 24px 0 8px; } small { color: var(--soft); font-weight: 400; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px; margin-bottom: 24px; }
.scroll { overflow-x: auto; } table { width: 100%; border-collapse: collapse; white-space: nowrap; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 12px; } th, td { padding: 7px 16px 7px 0; border-bottom: 1px solid var(--line); }
tbody tr:last-child td { border-bottom: 0; } .number { font-variant-numeric: tabular-nums; } code { font: 12px ui-monospace, monospace; }
.keys code { background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 2px 6px; }
.status { color: var(--wait); } .status.succeeded { color: var(--good); } .status.failed, .status.canceled { color: var(--bad); }
.empty { color: var(--soft); } button { font: inherit; font-size: 12px; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px; padding: 2px 8px; cursor: pointer; }
button:hover { border-color: var(--soft); } form { margin: 0; }
`);
