import { fileURLToPath } from 'node:url';
import type { PageFolders } from '../http/spa.ts';

/** The pages as they are written, for Vite to fill in. */
export const SOURCE_PAGES: PageFolders = {
  checkout: fileURLToPath(new URL('../../../checkout/', import.meta.url)),
  admin: fileURLToPath(new URL('../../../admin/', import.meta.url)),
};
