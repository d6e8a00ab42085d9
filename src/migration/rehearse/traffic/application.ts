import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { createRandom, type Random } from "../../../schema/rows/random.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { NewRow, Stock } from "./new-rows.ts";
import type { BusyTable } from "./table.ts";

/** A table and what one writer may do with it: nobody else touches these rows. */
export interface Share {
  readonly busy: BusyTable;
  readonly stock: Stock;
}

/** One statement of the application, in milliseconds of `performance.now()`. */
export interface Timing {
  readonly from: number;
  readonly to: number;
}

/** A statement that Postgres refused. */
export interface TrafficError {
  readonly sql: string;
  readonly sqlstate: string;
  readonly message: string;
  readonly at: number;
}

/** New rows that a writer does not insert for now, so that there are some when a step is over, however long it took. */
export interface Reserve {
  rows: number;
}

/** One connection of an application that goes on until it is stopped. */
export interface Running {
  /** Writes of this connection that were confirmed. */
  readonly writes: number;
  /** No statement is under way when it returns. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

export interface Watch {
  readonly acknowledged: Acknowledged;
  readonly timings: Timing[];
  readonly errors: TrafficError[];
}

/** Tried again by every application: deadlock, serialization failure, lock not available. */
const PASSING = new Set(["40P01", "40001", "55P03"]);
const LIMITS = { maxRows: 1, maxBytes: 1_000_000, complete: true } as const;
/** Shorter statements did not wait. */
const NOTED_MS = 2;

/** Inserts, updates, and deletes what it inserted, one table after the other. */
export function startWriter(
  session: Session,
  shares: readonly Share[],
  watch: Watch,
  seed: number,
  reserve: Reserve,
): Running {
  const random = createRandom(seed);
  const own = shares.map((share) => ({
    ...share,
    fresh: [...share.stock.rows],
    keys: [...share.stock.keys],
    inserted: [] as Inserted[],
  }));
  let turn = 0;
  return start(async () => {
    const share = own[turn++ % Math.max(own.length, 1)];
    if (share === undefined) return false;
    return write(session, share, watch, random, reserve);
  });
}

interface Inserted {
  readonly key: readonly string[];
  readonly row: NewRow;
}

interface OwnShare extends Share {
  readonly fresh: NewRow[];
  readonly keys: (readonly string[])[];
  readonly inserted: Inserted[];
}

async function write(
  session: Session,
  share: OwnShare,
  watch: Watch,
  random: Random,
  reserve: Reserve,
): Promise<boolean> {
  const { busy, stock, fresh, keys, inserted } = share;
  const { acknowledged } = watch;
  const row = random.chance(0.3) && fresh.length > reserve.rows ? fresh.shift() : undefined;
  if (row !== undefined) {
    const [key] = await send(session, busy.insert, row, watch);
    if (key === undefined) {
      // nobody has it
      fresh.push(row);
      return false;
    }
    acknowledged.write(busy, key, busy.given, row);
    inserted.push({ key, row });
    keys.push(key);
    return true;
  }
  if (inserted.length > 3 && random.chance(0.15)) {
    const [first] = inserted.splice(0, 1);
    if (first === undefined) return false;
    const done = await send(session, busy.remove, first.key, watch);
    if (done.length === 0) return false;
    acknowledged.remove(busy, first.key);
    keys.splice(keys.indexOf(first.key), 1);
    // what was deleted can be inserted again
    fresh.push(first.row);
    return true;
  }
  const key = random.pick(keys);
  const donor = random.pick(stock.rows);
  if (key === undefined || donor === undefined || busy.update === undefined) return false;
  const values = busy.changed.map((column) => donor[busy.given.indexOf(column)] ?? null);
  const done = await send(session, busy.update, [...values, ...key], watch);
  if (done.length === 0) return false;
  acknowledged.write(busy, key, busy.changed, values);
  return true;
}

/** Reads by key, and now and then within a transaction that stays open for a while: a lock of DDL has to wait for it. */
export function startReader(
  session: Session,
  shares: readonly Share[],
  statements: readonly { readonly statement: string; readonly values: readonly unknown[] }[],
  watch: Watch,
  seed: number,
): Running {
  const random = createRandom(seed);
  return start(async () => {
    const given = random.chance(0.3) ? random.pick(statements) : undefined;
    const share = random.pick(shares);
    const key = random.pick(share?.stock.keys ?? []);
    const [sql, values] =
      given === undefined ? [share?.busy.select, key] : [given.statement, given.values];
    if (sql === undefined || values === undefined) return false;
    if (!random.chance(0.05)) return (await send(session, sql, values, watch)).length > 0;
    await session
      .transaction({ access: "read only", isolation: "repeatable read" }, async () => {
        await session.execute(sql, values, LIMITS);
        await sleep(20 + random.below(40));
      })
      .catch(note(watch, sql));
    return true;
  });
}

/** The key that the statement returned, or an empty one where it only did what it should; nothing where it was refused. */
async function send(
  session: Session,
  sql: string,
  values: readonly unknown[],
  watch: Watch,
): Promise<(readonly string[])[]> {
  const from = performance.now();
  try {
    const { rows, rowCount } = await session.execute(sql, values, LIMITS);
    if (rowCount === 0) return [];
    return [(rows[0] ?? []).map(String)];
  } catch (error) {
    note(watch, sql)(error);
    return [];
  } finally {
    const to = performance.now();
    if (to - from >= NOTED_MS) watch.timings.push({ from, to });
  }
}

const note =
  ({ errors }: Watch, sql: string) =>
  (error: unknown): void => {
    if (!(error instanceof ToolError) || error.sqlstate === undefined || error.code === "CANCELLED")
      throw error;
    if (!PASSING.has(error.sqlstate) && errors.length < 1_000)
      errors.push({
        sql,
        sqlstate: error.sqlstate,
        message: error.quoted ?? error.message,
        at: performance.now(),
      });
  };

/** Does the work again and again. `work` says whether something was written. */
function start(work: () => Promise<boolean>): Running {
  let [writes, stopped, paused] = [0, false, false];
  let idle: () => void = () => {};
  let wake: () => void = () => {};
  const loop = async (): Promise<void> => {
    while (!stopped) {
      if (paused) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        idle();
        await woken;
        continue;
      }
      if (await work()) writes++;
      else await sleep(1);
    }
    idle();
  };
  const running = loop();
  let failure: unknown;
  running.catch((error: unknown) => {
    failure = error;
    stopped = true;
    idle();
  });
  return {
    get writes() {
      return writes;
    },
    async pause() {
      const quiet = new Promise<void>((resolve) => (idle = resolve));
      paused = true;
      if (!stopped) await quiet;
      if (failure !== undefined) throw failure;
    },
    resume() {
      paused = false;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
}
