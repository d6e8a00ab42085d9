import { readCatalog } from "../../postgres/catalog/read-catalog.ts";
import { fingerprint } from "../../postgres/catalog/fingerprint.ts";
import { differencesButColumnOrder } from "../difference/column-order.ts";
import { planDifferenceHere } from "../difference/plan-difference-here.ts";
import type { DifferenceStatement } from "../difference/plan-difference.ts";
import type { Refusal } from "../difference/refusals.ts";
import type { Renames } from "../difference/renames.ts";
import { refusal } from "../refusal.ts";
import type { Room } from "./room.ts";

/** What leads from one schema to the other, and what came of it when it was run. */
export interface Way {
  readonly statements: readonly DifferenceStatement[];
  /** What DDL cannot do. */
  readonly refused: readonly Refusal[];
  /** Tables whose columns stay in another order. */
  readonly unordered: readonly string[];
  /** Of the statements, in the order that they have. */
  readonly executed: number;
  /** The schema is the wanted one afterwards, by fingerprint but for the order of columns. */
  readonly reached: boolean;
  /** Objects that are otherwise than they should be. */
  readonly left: readonly string[];
  readonly failure?: { readonly sql: string; readonly message: string };
  readonly durationMs: number;
}

export interface WayOptions {
  readonly renames: Renames;
  /** Of the server on which the statements are to run: `server_version_num`. */
  readonly version: number | undefined;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Plans the statements and runs them: the room has the wanted schema afterwards, or what is missing is said. */
export async function walk(room: Room, wanted: Room, options: WayOptions): Promise<Way> {
  const { renames, version, signal, progress } = options;
  const { session } = room;
  const { catalog } = wanted.schema;
  const plan = await planDifferenceHere(session, wanted.schema, {
    renames,
    version,
    discard: true,
  });
  const { statements, refused, unordered } = plan;
  const began = performance.now();
  for (const [name, value] of Object.entries(plan.settings))
    await session.query("select pg_catalog.set_config($1, $2, false)", [name, value]);
  let executed = 0;
  let failure: Way["failure"];
  for (const { sql } of statements) {
    signal.throwIfAborted();
    const error = await refusal(session, sql);
    if (error !== undefined) {
      failure = { sql, message: error.quoted ?? error.message };
      break;
    }
    if (++executed % 100 === 0) progress(executed, statements.length);
  }
  const got = await readCatalog(session);
  const durationMs = Math.round(performance.now() - began);
  const left =
    fingerprint(got) === fingerprint(catalog) ? [] : differencesButColumnOrder(catalog, got);
  return {
    statements,
    refused,
    unordered,
    executed,
    reached: failure === undefined && left.length === 0,
    left: [...new Set(left.map(({ object }) => object))],
    ...(failure === undefined ? {} : { failure }),
    durationMs,
  };
}
