import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";
import { withoutLedger } from "../../schema/without-ledger.ts";
import { readAnswers, type Answers } from "./answers/answers.ts";
import { withIdealBytes } from "./ideal-bytes.ts";
import { readLargest } from "./largest.ts";
import { readFacts, type ReadFactsRequest, type Skipped } from "./read-facts.ts";
import { readIndexFacts } from "./schema-indexes.ts";
import { readSequenceFacts } from "./schema-sequences.ts";
import { readTableFacts, readTimes } from "./schema-statistics.ts";
import type { SchemaFacts } from "./schema.ts";

export interface ReadSchemaFacts {
  readonly facts: SchemaFacts;
  readonly skipped: readonly Skipped[];
}

type Counted = Pick<SchemaFacts, "tables" | "indexes" | "sequences" | "countedSince" | "readAt">;

/** Reads the schema, and of a live database what Postgres has counted of it. */
export async function readSchemaFacts(
  session: Session,
  request: ReadFactsRequest,
): Promise<ReadSchemaFacts> {
  const { facts: whole, skipped } = await readFacts(session, request);
  const read = { ...whole, catalog: withoutLedger(whole.catalog) };
  request.progress("asking about expressions, queries and bodies");
  const facts = { ...read, answers: await answersOf(session, read, request.signal) };
  if (facts.isText) return { facts: { ...facts, ...nothing() }, skipped };
  try {
    const counted = await readCounted(session, facts);
    const largest = await readLargest(session, facts.catalog, counted.sequences);
    return {
      facts: { ...facts, ...counted, sequences: largest.sequences },
      skipped: [...skipped, ...largest.skipped],
    };
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    const reason = error.quoted ?? error.message;
    return {
      facts: { ...facts, ...nothing() },
      skipped: [...skipped, { what: "statistics of tables and indexes", reason }],
    };
  }
}

const nothing = (): Counted => ({
  tables: new Map(),
  indexes: new Map(),
  sequences: new Map(),
  countedSince: undefined,
  readAt: new Date().toISOString(),
});

const answersOf = (
  session: Session,
  { catalog }: Pick<SchemaFacts, "catalog">,
  signal: AbortSignal,
): Promise<Answers> =>
  session.transaction({ access: "read only", lockTimeoutMs: 2_000 }, async () => {
    await session.query("select pg_catalog.set_config('search_path', '', true)");
    return readAnswers(session, catalog, signal);
  });

/** Asking for the size of what somebody has locked waits; not for long. */
const readCounted = (session: Session, { catalog }: Pick<SchemaFacts, "catalog">) =>
  session.transaction(
    { access: "read only", isolation: "repeatable read", lockTimeoutMs: 2_000 },
    async (): Promise<Counted> => {
      await session.query("select pg_catalog.set_config('search_path', '', true)");
      const { since, now } = await readTimes(session);
      const indexes = await readIndexFacts(session);
      const tables = await readTableFacts(session, catalog);
      return {
        ...withIdealBytes(catalog, tables, indexes.facts, indexes.entries),
        sequences: await readSequenceFacts(session),
        countedSince: since ?? undefined,
        readAt: now,
      };
    },
  );
