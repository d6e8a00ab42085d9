import type { VerifiedTable, Verification } from "./report.ts";
import type { Verified } from "./verify-data.ts";

/** Entries of an answer; what differs comes first, so that equal ones are what is left out. */
const TABLES = 60;
const DIFFERENCES = 40;

/** What was found, in the form of an answer. */
export function viewOf(found: Verified, durationMs: number): Verification {
  const { schema, sequences, skipped } = found;
  const sorted = found.tables.toSorted((a, b) => rank(a) - rank(b) || (a.table < b.table ? -1 : 1));
  const tables = sorted.slice(0, TABLES);
  const equalTables = found.tables.filter(({ equal }) => equal).length;
  const more = schema.differences.length - DIFFERENCES;
  return {
    equal: equalTables === found.tables.length && skipped.length === 0,
    source: found.source,
    target: found.target,
    tables,
    tables_equal: equalTables,
    ...(sorted.length > tables.length ? { omitted: sorted.length - tables.length } : {}),
    schema: {
      equal: schema.equal,
      differences: schema.differences.slice(0, DIFFERENCES).map((one) => ({ ...one })),
      access: schema.access.slice(0, DIFFERENCES),
      ...(more > 0 ? { omitted: more } : {}),
    },
    sequences: sequences.behind.map((one) => ({ ...one })),
    skipped: skipped.map((one) => ({ ...one })),
    duration_ms: durationMs,
  };
}

const rank = ({ equal }: VerifiedTable): number => (equal ? 1 : 0);
