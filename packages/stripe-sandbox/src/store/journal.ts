import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { AccountStore } from './account-store.ts';
import type { Persist } from './collection.ts';

const line = z.tuple([z.string(), z.string(), z.string(), z.union([z.looseObject({ id: z.string() }), z.null()])]);

/** Keeps every change in a file of JSON lines, so that a killed sandbox forgets nothing it has answered for. */
export interface Journal {
  readonly persist: Persist;
  /** Reads what was kept into the accounts and rewrites the file without what was overwritten since. */
  restore(accounts: ReadonlyMap<string, AccountStore>): void;
  close(): void;
}

/** Opens the journal at `file`, making its folder. A last line cut off by a crash is dropped. */
export function openJournal(file: string): Journal {
  mkdirSync(path.dirname(file), { recursive: true });
  let descriptor: number | undefined;
  return {
    persist(account, collection, id, object) {
      if (descriptor === undefined) return;
      appendFileSync(descriptor, `${JSON.stringify([account, collection, id, object])}\n`);
    },
    restore(accounts) {
      const kept = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      const latest = new Map<string, string>();
      for (const text of kept) {
        const entry = parseLine(text);
        if (entry === undefined) continue;
        const [account, collection, id, object] = entry;
        accounts.get(account)?.collection(collection)?.restore(id, object);
        const key = `${account} ${collection} ${id}`;
        if (object === null) latest.delete(key);
        else latest.set(key, text);
      }
      writeFileSync(`${file}.new`, [...latest.values(), ''].join('\n'));
      renameSync(`${file}.new`, file);
      descriptor = openSync(file, 'a');
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function parseLine(text: string) {
  if (text === '') return undefined;
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
