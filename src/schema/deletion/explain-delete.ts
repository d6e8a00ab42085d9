import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import { ToolError } from "../../core/errors.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { readIntegrityFacts, type IntegrityFacts } from "../integrity/facts.ts";
import { nameOf } from "../rows/name.ts";
import { blockersOf, effectOf, type Blocker, type Effect } from "./effects.ts";
import { executeDelete, type Executed } from "./measure.ts";
import { readRelations } from "./relations.ts";
import { spread } from "./spread.ts";
import { readSubject, rowsOf } from "./subject.ts";

export interface DeleteRequest {
  readonly table?: string | undefined;
  readonly where?: string | undefined;
  readonly params?: readonly unknown[] | undefined;
  readonly target?: TargetInput | undefined;
  readonly error?: string | undefined;
}

export interface Strategy {
  readonly name: string;
  readonly sql: string;
  readonly pros: string;
  readonly cons: string;
}

export interface DeleteExplanation {
  readonly target: Target;
  readonly rows: number;
  /** Rows that go, by table that holds them; those of the delete itself among them. */
  readonly gone: readonly { readonly table: string; readonly rows: number }[];
  readonly effects: readonly Effect[];
  readonly blocked_by: readonly Blocker[];
  readonly strategies: readonly Strategy[];
  readonly findings: readonly Finding[];
  readonly executed?: Executed;
}

/** Rows that are followed. */
const MOST = 100_000;

/**
 * What deleting rows would do, found by reading in one snapshot, and by executing and rolling back where agents may write. Errors:
 * those of sessions, of `readSubject`, READ_ONLY for a condition that does more than read.
 */
export async function explainDelete(
  request: DeleteRequest,
  deps: Deps,
  call: Call,
): Promise<DeleteExplanation> {
  const { table, where, params = [], target } = request;
  if (table === undefined || where === undefined)
    throw new ToolError(
      "INVALID_INPUT",
      "There are no rows to explain the delete of.",
      "Give `table` and `where`, or the text of Postgres's refusal in `error`.",
    );
  const { signal } = call;
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "direct",
    signal,
  });
  call.progress(0, "reading the schema", 4);
  const facts: IntegrityFacts = await readIntegrityFacts(session);
  const subject = await readSubject(session, facts.catalog, { table, where, params });
  call.progress(1, "following foreign keys", 4);
  const found = await session.transaction(
    { access: "read only", isolation: "repeatable read", statementTimeoutMs: 60_000 },
    async () => {
      const relations = await readRelations(session);
      const roots = await rowsOf(session, subject, MOST + 1);
      const way = await spread(session, { keys: facts.foreignKeys, relations }, roots, { signal });
      return {
        rows: roots.length,
        gone: Array.from(way.gone, ([oid, rows]) => {
          const relation = relations.get(oid);
          return { table: relation === undefined ? String(oid) : nameOf(relation), rows };
        }),
        effects: way.reached.map(effectOf),
        blocked_by: await blockersOf(session, facts.catalog, way.reached),
      };
    },
  );
  call.progress(2, "executing and rolling back", 4);
  const executed = await executeDelete(deps, target, subject, signal);
  return {
    target: session.target,
    ...found,
    strategies: [],
    findings: [],
    ...(executed === undefined ? {} : { executed }),
  };
}
