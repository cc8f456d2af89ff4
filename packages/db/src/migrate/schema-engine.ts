import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Client, Pool } from 'pg';
import { readSchema } from './files.ts';

/** Prisma's own schema engine, from its WASM build: no binary to download, no process to start. */
export type SchemaEngine = engineModule.SchemaEngine;

let loaded: Promise<void> | undefined;

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `use` with a schema engine on a database; everything it opened is closed afterwards. All engines of a process
 * share one WASM memory, so they take turns.
 */
export function withSchemaEngine<T>(connectionString: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const turn = last.then(() => runEngine(connectionString, use));
  last = turn.catch(() => undefined);
  return turn;
}

async function runEngine<T>(connectionString: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  await loadEngine();
  const main = connectEngine(connectionString);
  const scratch = new ScratchDatabases(connectionString);
  try {
    const factory = bindMigrationAwareSqlAdapterFactory({
      provider: 'postgres',
      adapterName: '@prisma/adapter-pg',
      connect: () => main.adapter(),
      // The adapter's own version would replay migrations on the main database.
      connectToShadowDb: () => scratch.open(),
    });
    const engine = await engineModule.SchemaEngine.new({ datamodels: await readSchema() }, () => undefined, factory);
    try {
      return await use(engine);
    } catch (error) {
      throw readable(error);
    } finally {
      engine.free();
    }
  } finally {
    await main.pool.end();
    await scratch.dropAll();
  }
}

/** Where the engine leaves its last words before it traps; it expects this on the global object. */
const panics = {
  message: '',
  set_message(message: string) {
    panics.message = message;
  },
};

/** Instantiates the WASM by hand: importing it as a module would print Node's warning about an experimental feature. */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
    const module = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const file = module.replace(/\.js$/, '.wasm');
    const { instance } = await WebAssembly.instantiate(await readFile(file), {
      './schema_engine_bg.js': { ...engineModule },
    });
    engineModule.__wbg_set_wasm(instance.exports);
    const start = instance.exports.__wbindgen_start;
    if (typeof start === 'function') start();
  })();
  return loaded;
}

const CHAR_OID = 18;
const BPCHAR_OID = 1042;

/** A connection for the engine, which asks one question at a time. */
interface EngineConnection {
  readonly pool: Pool;
  adapter(): Promise<SqlDriverAdapter>;
}

/**
 * Connects the engine. The adapter cannot map PostgreSQL's internal "char" type, in which the catalogs keep their
 * one-letter codes: it is shown to the adapter as bpchar, and to the engine as the character it expects.
 */
function connectEngine(connectionString: string): EngineConnection {
  const pool = new Pool({ connectionString, max: 2 });
  const query: (...args: unknown[]) => unknown = pool.query.bind(pool);
  let charColumns: number[] = [];
  const disguised = Object.assign(pool, {
    async query(...args: unknown[]) {
      const result = await query(...args);
      charColumns = disguiseChars(result);
      return result;
    },
  });
  return {
    pool,
    async adapter() {
      const adapter = await new PrismaPg(disguised).connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      return Object.assign(adapter, {
        async queryRaw(sql: SqlQuery) {
          const result = await queryRaw(sql);
          const columnTypes = result.columnTypes.map((type, index) =>
            charColumns.includes(index) ? ColumnTypeEnum.Character : type,
          );
          return { ...result, columnTypes };
        },
        // The adapter's own version splits a script at every semicolon, within comments and functions too, and stops
        // halfway where one part fails. As one query it is PostgreSQL that reads it, and takes all of it or nothing.
        async executeScript(script: string) {
          await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
        },
      });
    },
  };
}

/** Renames "char" columns of a result to bpchar and returns which they were. */
function disguiseChars(result: unknown): number[] {
  if (typeof result !== 'object' || result === null || !('fields' in result) || !Array.isArray(result.fields))
    return [];
  return result.fields.flatMap((field: { dataTypeID: number }, index) => {
    if (field.dataTypeID !== CHAR_OID) return [];
    field.dataTypeID = BPCHAR_OID;
    return [index];
  });
}

/** Databases made for one comparison of schema and migrations, and dropped after it. */
class ScratchDatabases {
  readonly #connectionString: string;
  readonly #opened: { name: string; pool: Pool }[] = [];

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  async open(): Promise<SqlDriverAdapter> {
    const name = `flash_scratch_${process.pid}_${this.#opened.length}_${Math.random().toString(36).slice(2, 8)}`;
    await this.#admin((client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`));
    const url = new URL(this.#connectionString);
    url.pathname = `/${name}`;
    const connection = connectEngine(url.href);
    this.#opened.push({ name, pool: connection.pool });
    return connection.adapter();
  }

  async dropAll(): Promise<void> {
    for (const { name, pool } of this.#opened) {
      await pool.end();
      await this.#admin((client) =>
        client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`),
      );
    }
  }

  async #admin(use: (client: Client) => Promise<unknown>): Promise<void> {
    const client = new Client({ connectionString: this.#connectionString });
    await client.connect();
    try {
      await use(client);
    } finally {
      await client.end();
    }
  }
}

/** The engine throws plain objects; people read messages. */
function readable(error: unknown): Error {
  if (panics.message !== '') return new Error(`Prisma's schema engine failed: ${panics.message}`, { cause: error });
  if (error instanceof Error) return error;
  return new Error(
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : JSON.stringify(error),
  );
}
