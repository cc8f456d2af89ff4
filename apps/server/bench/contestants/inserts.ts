// What PostgreSQL alone can do: one INSERT per commit with the same payload, over so many connections, by a prepared
// statement of the plain driver. It stands for pgbench where that is not at hand.
import { Client } from 'pg';
import { type EventTemplate, tellAgain } from '../support/events.ts';
import { serveParent } from '../support/serve-parent.ts';

const [, , connectionString = '', connections = '16'] = process.argv;
const clients = Array.from({ length: Number(connections) }, () => new Client({ connectionString }));
for (const client of clients) await client.connect();
await clients[0]?.query('CREATE TABLE IF NOT EXISTS bench_inserts (id text PRIMARY KEY, payload jsonb NOT NULL)');

async function insert({ again, count }: { again: EventTemplate; count: number }) {
  const rows = tellAgain(again, count).map((body) => [(/"id": "(evt_\w+)"/.exec(body) ?? [])[1], body]);
  const began = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let values = rows.pop(); values !== undefined; values = rows.pop()) {
        await client.query({ name: 'insert', text: 'INSERT INTO bench_inserts VALUES ($1, $2)', values });
      }
    }),
  );
  return { sent: count, refused: 0, seconds: (performance.now() - began) / 1000 };
}

serveParent(insert);
