import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The script that pages load in place of Stripe.js: one classic script. */
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    lib: {
      entry: fileURLToPath(new URL('./browser/stripe-js/main.ts', import.meta.url)),
      formats: ['iife'],
      name: 'StripeSandbox',
      fileName: () => 'stripe.js',
    },
  },
});
