import { join } from "node:path";
import type { Client } from "pg";
import { findInstallation } from "../../../../../src/embedded/installation.ts";
import type { Home } from "../../../../../src/embedded/home.ts";
import { createEngine } from "../../../../../src/embedded/neon/create-engine.ts";
import type { DataId, Engine } from "../../../../../src/embedded/neon/engine.ts";
import { Faults } from "../../../../../src/embedded/neon/faults.ts";
import type { Store } from "../../../../../src/embedded/neon/storage/store.ts";
import { temporaryHome } from "../../../../helpers/cluster.ts";
import { removeHome } from "../../../../helpers/temporary-folder.ts";

export const noSignal: AbortSignal = new AbortController().signal;

export interface TemporaryEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly store: Store;
  readonly home: Home;
  readonly faults: Faults;
  /** What a later process would have. */
  another(): Engine;
  /** Runs statements as the superuser in database `postgres`; the rows of the last. */
  readonly run: (data: DataId, ...statements: string[]) => Promise<Record<string, unknown>[]>;
}

/** An engine on a home of its own; disposing of it ends every Postgres there. */
export async function temporaryEngine(): Promise<TemporaryEngine> {
  const home = temporaryHome();
  const faults = new Faults();
  const installation = await findInstallation(home);
  const store = { root: join(home.path, "neon"), home, installation, log: () => {} };
  const engines: Engine[] = [];
  const another = (): Engine => {
    const engine = createEngine({ ...store, faults });
    engines.push(engine);
    return engine;
  };
  const engine = another();
  return {
    engine,
    store,
    home,
    faults,
    another,
    run: (data, ...statements) =>
      onCompute(engine, data, async (client) => {
        let rows: Record<string, unknown>[] = [];
        for (const statement of statements) ({ rows } = await client.query(statement));
        return rows;
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all(engines.map((one) => one.close()));
      await another().sweep(new Set());
      removeHome(home.path);
    },
  };
}

export async function onCompute<T>(
  engine: Engine,
  data: DataId,
  work: (client: Client) => Promise<T>,
  database?: string,
): Promise<T> {
  const client = await engine.compute(data).admin(database);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Accounts of which the sum is 1000 at every moment, however much is transferred between them. */
export const accounts = `create table account (id int primary key, balance int not null);
  insert into account select i, 100 from generate_series(1, 10) i;
  create table transfer (id int primary key, at timestamptz not null default clock_timestamp())`;

/** Transfers as fast as Postgres takes them until it is stopped; returns how many were acknowledged. */
export function transferAll(
  engine: Engine,
  data: DataId,
): { readonly acknowledged: () => number; stop(): Promise<number> } {
  let [going, count] = [true, 0];
  const done = onCompute(engine, data, async (client) => {
    while (going) {
      const [from, to] = [1 + (count % 10), 1 + ((count * 7 + 3) % 10)];
      await client.query(`begin;
        update account set balance = balance - 1 where id = ${from};
        update account set balance = balance + 1 where id = ${to};
        insert into transfer values (${count + 1});
        commit`);
      count += 1;
    }
  });
  return {
    acknowledged: () => count,
    async stop() {
      going = false;
      await done;
      return count;
    },
  };
}

export const balances =
  "select (select sum(balance)::int from account) as sum, count(*)::int as transfers, coalesce(max(id), 0) as last from transfer";
