import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The script of the pages for people: refresh, copy buttons. They work without it. */
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    lib: {
      entry: fileURLToPath(new URL('./browser/pages/main.ts', import.meta.url)),
      formats: ['iife'],
      name: 'StripeSandboxPages',
      fileName: () => 'pages.js',
    },
  },
});
