import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The example's page; `shop.ts` serves it. */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  build: { outDir: here('../../dist/example'), emptyOutDir: true, target: 'es2022' },
});
