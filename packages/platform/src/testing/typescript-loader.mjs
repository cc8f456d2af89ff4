// Lets Node run our TypeScript as it is written, types stripped in place, so that coverage of a process points at the
// right lines. JSX it cannot read: that is rewritten, and its coverage, which would point anywhere, is filed away.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context);
    const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), { loader: 'tsx', jsx: 'automatic' });
    return { format: 'module', shortCircuit: true, source: `${code}\n//# sourceURL=uncounted:${url}` };
  },
});
