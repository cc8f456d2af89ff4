import { writeFileSync } from 'node:fs';
import { publishedSource, readPublished } from './generate-published.ts';

writeFileSync(new URL('../../src/generated/published.ts', import.meta.url), publishedSource(readPublished()));
