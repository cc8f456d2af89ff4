import {
  appendFileSync,
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { AccountStore } from './account-store.ts';
import type { Persist } from './collection.ts';
import { readEntry } from './journal-entry.ts';

/** Keeps every change in a file of JSON lines, so that a killed sandbox forgets nothing it has answered for. */
export interface Journal {
  readonly persist: Persist;
  /** Reads what was kept into the accounts and rewrites the file without what was overwritten since. */
  restore(accounts: ReadonlyMap<string, AccountStore>): void;
  close(): void;
}

/** Opens the journal at `file`, making its folder; both are for their user alone. A last line cut off by a crash is dropped. */
export function openJournal(file: string): Journal {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
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
        const entry = readEntry(text);
        if (entry === undefined) continue;
        const [account, collection, id, object] = entry;
        accounts.get(account)?.collection(collection)?.restore(id, object);
        const key = `${account} ${collection} ${id}`;
        if (object === null) latest.delete(key);
        else latest.set(key, JSON.stringify(entry));
      }
      writePrivateFile(`${file}.new`, [...latest.values(), ''].join('\n'));
      renameSync(`${file}.new`, file);
      descriptor = openSync(file, 'a');
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** What it answered for holds secrets of webhooks, whatever the umask lets other users read. */
function writePrivateFile(file: string, text: string): void {
  const descriptor = openSync(file, 'w', 0o600);
  fchmodSync(descriptor, 0o600);
  writeFileSync(descriptor, text);
  closeSync(descriptor);
}
