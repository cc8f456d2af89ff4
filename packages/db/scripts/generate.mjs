// Generates the Prisma client, and beside it which schema file, and so which capability, each model belongs to.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const schema = path.resolve(import.meta.dirname, '../prisma/schema');
const generated = path.resolve(import.meta.dirname, '../src/generated');

// The schema engine's binary is not needed for that, and its download host may be out of reach: any program that
// exists satisfies the look-up.
const { status } = spawnSync('prisma', ['generate'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
});
if (status !== 0) process.exit(status ?? 1);

const owners = readdirSync(schema)
  .filter((file) => file.endsWith('.prisma'))
  .sort()
  .map((file) => {
    const text = readFileSync(path.join(schema, file), 'utf8');
    // Prisma names a model's part of the client like the model, its first letter small.
    const models = [...text.matchAll(/^model (\w+)/gm)].map(([, name]) => name[0].toLowerCase() + name.slice(1));
    return { capability: path.basename(file, '.prisma'), models };
  })
  .filter(({ models }) => models.length > 0)
  .map(({ capability, models }) => `  '${capability}': ${models.map((model) => `'${model}'`).join(' | ')};\n`);

writeFileSync(
  path.join(generated, 'owners.ts'),
  `// Made from prisma/schema by scripts/generate.mjs.\nexport interface ModelsByCapability {\n${owners.join('')}}\n`,
);
