import type { Rendered } from "../../core/tool.ts";
import type { VerifiedTable, Verification } from "./report.ts";

/** Tables in prose; all that were looked at are in structured content. */
const SHOWN = 12;
const KEYS = 5;

/** The verdict first, then what differs with the keys of rows, and the next step. */
export function verificationText(found: Verification): Rendered {
  const differing = found.tables.filter(({ equal }) => !equal);
  const { schema, sequences, skipped } = found;
  const lines = [
    ...differing.slice(0, SHOWN).map(tableText),
    ...(differing.length > SHOWN ? [`and ${differing.length - SHOWN} more tables`] : []),
    ...found.tables
      .flatMap(({ equal, table, note }) =>
        equal && note !== undefined ? [`${table}: ${note}`] : [],
      )
      .slice(0, SHOWN),
    ...schema.differences
      .filter(({ object, kind }) => kind === "changed" || !isTold(object, differing))
      .slice(0, SHOWN)
      .map(
        ({ object, kind, detail }) =>
          `schema: ${object} ${meaning[kind]}${detail === "" ? "" : `: ${detail}`}`,
      ),
    ...sequences
      .slice(0, SHOWN)
      .map(
        ({ sequence, target, fix }) =>
          `sequence ${sequence} is behind (at ${target ?? "its start"}): ${fix};`,
      ),
    ...skipped.slice(0, SHOWN).map(({ table, reason }) => `not compared: ${table}, ${reason}`),
  ];
  return { head: headOf(found), data: lines.join("\n"), next: nextOf(found) };
}

/** A table that is on one side only is in the line of its rows already. */
const isTold = (object: string, tables: readonly VerifiedTable[]): boolean =>
  tables.slice(0, SHOWN).some(({ table }) => object === `table ${table}`);

const meaning = {
  added: "is on the target only",
  removed: "is on the source only",
  changed: "differs",
};

function headOf({
  equal,
  source,
  target,
  tables,
  tables_equal: same,
  omitted = 0,
  ...rest
}: Verification): string {
  const all = tables.length + omitted;
  const rows = tables.reduce((sum, { rows_source: count }) => sum + (count ?? 0), 0);
  const where = `${source} and ${target.branch === undefined ? `database ${target.database}` : `branch ${target.branch}`}`;
  const verdict =
    equal && all > 0
      ? `Equal: all rows of ${all} table${all === 1 ? "" : "s"} (${grouped(rows)} rows${omitted > 0 ? " in those shown" : ""}) in ${where}`
      : `Not equal: ${same} of ${all} tables have the same rows in ${where}`;
  const evidence = tables.some((table) => table.evidence === "estimated")
    ? "partly estimated"
    : "measured";
  const more = [
    ...(rest.schema.equal
      ? ["schemas equal"]
      : [`${rest.schema.differences.length + (rest.schema.omitted ?? 0)} schema differences`]),
    ...(rest.schema.access.length === 0
      ? []
      : [`${rest.schema.access.length} objects with other owners or privileges`]),
    ...(rest.sequences.length === 0
      ? ["no sequence behind"]
      : [`${rest.sequences.length} sequences behind`]),
    ...(rest.skipped.length === 0 ? [] : [`${rest.skipped.length} tables not compared`]),
  ];
  return `${verdict} (${evidence}, one snapshot of each, ${grouped(rest.duration_ms)} ms); ${more.join(", ")}.`;
}

function tableText({
  table,
  rows_source: source,
  rows_target: target,
  differing = 0,
  differing_keys: keys,
  evidence,
  note,
}: VerifiedTable): string {
  const counts =
    source === null || target === null
      ? ""
      : `${grouped(source)} rows, ${source === target ? "as many" : grouped(target)} on the target; ${grouped(differing)} differ${evidence === "estimated" ? " (estimated)" : ""}`;
  const shown = keys
    .slice(0, KEYS)
    .map(
      ({ key, change, columns = [] }) =>
        `${change} ${key}${columns.length === 0 ? "" : ` (${columns.join(", ")})`}`,
    );
  const rest =
    differing > shown.length && shown.length > 0
      ? [`and ${grouped(differing - shown.length)} more`]
      : [];
  return [
    `${table}: ${[counts, note].filter(Boolean).join("; ")}`,
    ...shown.map((line) => `  ${line}`),
    ...rest.map((line) => `  ${line}`),
  ].join("\n");
}

const grouped = (count: number): string => count.toLocaleString("en-US");

function nextOf({ equal, sequences, skipped, schema }: Verification): string {
  if (skipped.length > 0)
    return "What was not compared is not known to be equal: read it as a role that may (on the source by the URL's user).";
  if (sequences.length > 0)
    return "Set the sequences before anything is inserted on the target: run_sql (mode write) with the fixes.";
  if (!equal && !schema.equal)
    return "compare_schemas gives the DDL that leads from one schema to the other; then compare the rows again.";
  if (!equal)
    return "Rows that were written on one side since are differences, too: stop writes on the source, or compare again with `tables` of these alone.";
  return schema.equal
    ? "Nothing is left to do."
    : "compare_schemas gives the DDL that leads from one schema to the other.";
}
