import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/paths.mjs';

const WRITER = path.join('packages', 'payments', 'src', 'changes') + path.sep;

/** The models that only `commitChange` writes, as Prisma and as SQL call them. */
const MODELS = ['payment', 'paymentAttempt', 'ledgerEntry', 'order', 'orderLine'];
const TABLES = ['payments', 'payment_attempts', 'ledger_entries', 'orders', 'order_lines'];

const PRISMA_WRITE = new RegExp(`\\.(${MODELS.join('|')})\\.(create|update|upsert|delete)\\w*\\(`);
const SQL_WRITE = new RegExp(`\\b(INSERT\\s+INTO|UPDATE|DELETE\\s+FROM)\\s+"?(${TABLES.join('|')})\\b`, 'i');

/** The line that writes what is not its to write, if there is one. */
function writes(source: string): string | undefined {
  return PRISMA_WRITE.exec(source)?.[0] ?? SQL_WRITE.exec(source)?.[0];
}

function sources(): string[] {
  return globSync('{packages,apps}/*/src/**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !/\.test\.tsx?$|generated|stripe-sandbox/.test(file),
  );
}

describe('payments, attempts, orders and the ledger have one writer', () => {
  it('no source file outside the writer writes their tables', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(100);
    const found = files
      .filter((file) => !file.startsWith(WRITER))
      .flatMap((file) => {
        const write = writes(readFileSync(path.join(root, file), 'utf8'));
        return write === undefined ? [] : [`${file}: ${write}`];
      });
    expect(found).toEqual([]);
  });

  it('the writer itself is recognised as one', () => {
    expect(writes(readFileSync(path.join(root, WRITER, 'commit-change.ts'), 'utf8'))).toBeDefined();
  });

  it.each([
    'await tx.payment.update({ where: { id } })',
    'db.paymentAttempt.createMany({ data })',
    'await this.db.ledgerEntry.deleteMany()',
    'UPDATE payments SET status = $1',
    'insert into "ledger_entries" (id) values ($1)',
    'DELETE FROM orders WHERE id = $1',
  ])('%s counts as a write', (line) => {
    expect(writes(line)).toBeDefined();
  });

  it.each([
    'db.payment.findMany({})',
    'SELECT * FROM payments FOR NO KEY UPDATE',
    'UPDATE payment_checks SET round = 1',
  ])('%s counts as none', (line) => {
    expect(writes(line)).toBeUndefined();
  });
});
