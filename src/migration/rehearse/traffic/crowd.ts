import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { saltOf } from "../../../schema/rows/numbers.ts";
import type { OldApplication } from "../old-application.ts";
import type { Place } from "../place.ts";
import { keyId } from "./acknowledged.ts";
import { startReader, startWriter, type Running, type Share, type Watch } from "./application.ts";
import { stockUp } from "./new-rows.ts";
import { busyTable } from "./table.ts";

/** The connections of one version of the application. */
export interface Crowd extends AsyncDisposable {
  readonly writes: number;
  /** Names of tables that it writes to. */
  readonly tables: readonly string[];
  pause(): Promise<void>;
  resume(): void;
  /** While a step runs, rows are kept for what comes after it. */
  spare(on: boolean): void;
}

const WRITERS = 2;
/** Rows of each table that are written to, and as many new ones. */
const ROWS = 120;
/** Of the new ones, kept by each writer while a step runs. */
const RESERVE = 25;

export interface CrowdOptions {
  readonly place: Place;
  /** As this version of the application knows it. */
  readonly catalog: Catalog;
  /** Qualified names. */
  readonly tables: ReadonlySet<string>;
  /** Read along with the rest. */
  readonly statements: OldApplication;
  readonly watch: Watch;
  /** Keys of rows that were there at first, by table and key; the old application fills it. */
  readonly keys: Map<string, readonly (readonly string[])[]>;
  readonly version: "old" | "new";
}

/** So that no two writers of any version write the same row, and what is written last is what was confirmed last. */
const ownerOf = (key: readonly string[]): number => saltOf(...key) % (2 * WRITERS);

/** Starts writers that share no rows, and a reader of all of them. */
export async function startCrowd(options: CrowdOptions): Promise<Crowd> {
  const { place, catalog, tables, statements, watch, keys, version } = options;
  const seed = version === "old" ? 1 : 2;
  const shares: Share[] = [];
  for (const table of catalog.tables) {
    const busy = busyTable(table);
    if (busy === undefined || !tables.has(busy.name) || table.partitionBound !== null) continue;
    const stock = await stockUp(place.session, catalog, busy, ROWS, seed);
    if (stock.keys.length === 0) continue;
    const id = keyId(busy);
    if (version === "old" && !keys.has(id)) keys.set(id, stock.keys);
    shares.push({ busy, stock: { ...stock, keys: keys.get(id) ?? [] } });
  }
  const sessions: Session[] = [];
  const running: Running[] = [];
  const reserve = { rows: 0 };
  const connect = async (): Promise<Session> => {
    const session = await place.connect();
    sessions.push(session);
    return session;
  };
  if (shares.length > 0) {
    for (let number = 0; number < WRITERS; number++) {
      const owner = version === "old" ? number : WRITERS + number;
      const own = shares.map(({ busy, stock }) => ({
        busy,
        stock: {
          rows: stock.rows.filter((_, at) => at % WRITERS === number),
          keys: stock.keys.filter((key) => ownerOf(key) === owner),
        },
      }));
      running.push(startWriter(await connect(), own, watch, seed * 10 + number, reserve));
    }
    const reads = statements.filter(
      ({ statement, onlyPrepared }) => !onlyPrepared && /^\s*select\b/i.test(statement),
    );
    running.push(startReader(await connect(), shares, reads, watch, seed * 10 + WRITERS));
  }
  return {
    get writes() {
      return running.slice(0, WRITERS).reduce((sum, { writes }) => sum + writes, 0);
    },
    tables: shares.map(({ busy }) => busy.name),
    async pause() {
      await Promise.all(running.map((each) => each.pause()));
    },
    resume: () => running.forEach((each) => each.resume()),
    spare(on) {
      reserve.rows = on ? RESERVE : 0;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((each) => each.stop().catch(() => {})));
      await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
    },
  };
}
