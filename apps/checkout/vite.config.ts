import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const page = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** The frame and the demo shop. The server serves them, so only their assets live under /checkout/. */
export default defineConfig({
  base: '/checkout/',
  plugins: [react()],
  build: {
    target: 'es2022',
    rolldownOptions: { input: [page('index.html'), page('frame.html')], external: ['/embed.js'] },
  },
});
