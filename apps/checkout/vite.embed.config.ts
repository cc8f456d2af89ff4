import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The loader merchants put on their pages: one classic script, small. */
export default defineConfig({
  publicDir: false,
  build: {
    emptyOutDir: false,
    lib: {
      entry: fileURLToPath(new URL('./src/embed/main.ts', import.meta.url)),
      formats: ['iife'],
      name: 'FlashCheckout',
      fileName: () => 'embed.js',
    },
  },
});
