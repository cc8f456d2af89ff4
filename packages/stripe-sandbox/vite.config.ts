import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const browser = fileURLToPath(new URL('./browser', import.meta.url));

/** The pages that live in frames of the sandbox's origin; the server serves them under /v3/. */
export default defineConfig({
  root: browser,
  base: '/v3/',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    rolldownOptions: {
      input: ['elements-inner', 'three-d-secure', 'checkout'].map((page) => `${browser}/${page}.html`),
    },
  },
});
