import type { Finding } from "../../../core/finding.ts";
import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { IntegrityFacts } from "../../integrity/facts.ts";
import { checkExpression } from "../../integrity/expressions.ts";
import { runChecks } from "../../integrity/run-checks.ts";
import { sequences } from "../../integrity/checks/sequences.ts";
import { runProbe } from "../../integrity/run-probe.ts";
import { tableOf } from "../../integrity/references.ts";
import { keySql, violatorsOf, type Violators } from "../../integrity/violators.ts";
import { code, counted, listed } from "../../integrity/words.ts";
import { nameOf } from "../../rows/name.ts";
import { findBroken, type Broken } from "./find-constraint.ts";
import { readMessage, type Message } from "./message.ts";

/** What a refusal means. */
export interface Explanation {
  readonly constraint: string;
  readonly kind: string;
  readonly cause: string;
}

export interface Refusal {
  readonly explanation: Explanation;
  readonly findings: readonly Finding[];
  /** The rows whose delete was refused. */
  readonly delete?: {
    readonly table: string;
    readonly where: string;
    readonly params: readonly string[];
  };
}

/** Explains the text of a refusal by what it names in this database. Errors: NOT_FOUND where it names nothing that is here. */
export async function explainRefusal(
  session: Session,
  facts: IntegrityFacts,
  text: string,
  signal: AbortSignal,
): Promise<Refusal> {
  const message = readMessage(text);
  const broken = findBroken(facts.catalog, message);
  if (broken === undefined)
    throw new ToolError(
      "NOT_FOUND",
      "`error` names no constraint of this database.",
      "Give the whole message with its DETAIL, or another `target`; `table` and `where` explain a delete without it.",
    );
  if ("column" in broken) return missingValue(session, broken, message);
  if (
    "index" in broken ||
    broken.constraint.kind === "primary key" ||
    broken.constraint.kind === "unique"
  )
    return duplicate(session, facts, broken, message, signal);
  if (broken.constraint.kind === "foreign key")
    return isDelete(broken.constraint, message)
      ? referenced(broken.table, broken.constraint, message)
      : missingParent(session, facts, broken.table, broken.constraint, message);
  return condition(session, broken.table, broken.constraint, message);
}

type OfConstraint = Extract<Broken, { constraint: unknown }>;
type ForeignKey = OfConstraint["constraint"];

/** Where the words do not say it, the columns of the key do. */
function isDelete({ columns, references }: ForeignKey, { says, key }: Message): boolean {
  if (says === "referenced" || says === "missing") return says === "referenced";
  const told = key?.columns.join();
  return told === undefined || told === references?.columns.join() || told !== columns.join();
}

function referenced(table: Table, { name, references }: ForeignKey, { key }: Message): Refusal {
  const parent = references === null ? "" : nameOf(references.table);
  const rows =
    key?.values === undefined
      ? undefined
      : {
          table: parent,
          where: key.columns
            .map((column, at) => `${quoteIdentifier(column)} = $${at + 1}`)
            .join(" and "),
          params: key.values,
        };
  return {
    explanation: {
      constraint: name,
      kind: "foreign key",
      cause: `Rows of ${code(nameOf(table))} refer by ${code(name)} to the row of ${code(parent)} that was to go or to get another key.${rows === undefined ? " The message does not tell the key: give `table` and `where`." : ""}`,
    },
    findings: [],
    ...(rows === undefined ? {} : { delete: rows }),
  };
}

async function missingParent(
  session: Session,
  { catalog }: IntegrityFacts,
  table: Table,
  { name, columns, references, deferrable }: ForeignKey,
  { key }: Message,
): Promise<Refusal> {
  const parent = references === null ? "" : nameOf(references.table);
  const target = references === null ? undefined : tableOf(catalog, references.table);
  const isThere =
    key?.values === undefined || target === undefined
      ? undefined
      : (await keysOf(session, target, references?.columns ?? [], key.values)).length > 0;
  const now =
    isThere === undefined
      ? ""
      : isThere
        ? " It is there now: it was written later, or in a transaction that had not committed."
        : " It is not there now either.";
  return {
    explanation: {
      constraint: name,
      kind: "foreign key",
      cause: `A row of ${code(nameOf(table))} refers by ${listed(columns)} to a row of ${code(parent)} that was not there.${now} Write the row of ${code(parent)} first, in the same transaction, or correct the value${deferrable ? "; SET CONSTRAINTS ... DEFERRED lets the order be another" : ""}.`,
    },
    findings: [],
  };
}

async function duplicate(
  session: Session,
  facts: IntegrityFacts,
  broken: Extract<Broken, { index: unknown }> | OfConstraint,
  { key, says }: Message,
  signal: AbortSignal,
): Promise<Refusal> {
  const { table } = broken;
  const [name, columns] =
    "index" in broken
      ? [broken.index, broken.columns]
      : [broken.constraint.name, broken.constraint.columns];
  const object = nameOf(table);
  const rows = key?.values === undefined ? [] : await keysOf(session, table, columns, key.values);
  const report = await runChecks(
    session,
    facts,
    [
      {
        ...sequences,
        probes: (all) => [...sequences.probes(all)].filter((probe) => probe.object === object),
      },
    ],
    { statementMs: 10_000, totalMs: 20_000 },
    { signal, progress: () => {} },
  );
  const there = rows.length === 0 ? "" : ` That row is there: ${rows.join("; ")}.`;
  const cause =
    says === "building"
      ? `Rows of ${object} are the same under ${name}, so it cannot be built. check_integrity with checks ["duplicates"] finds them, with the SQL that merges them.`
      : `A row of ${object} with these ${columns.join(", ")} exists already (${name}).${there} Update it, or write INSERT ... ON CONFLICT (${columns.join(", ")}) DO UPDATE.`;
  return {
    explanation: { constraint: name, kind: "unique", cause },
    findings: report.findings,
  };
}

async function missingValue(
  session: Session,
  { table, column }: Extract<Broken, { column: unknown }>,
  { says }: Message,
): Promise<Refusal> {
  const [object, name] = [nameOf(table), quoteIdentifier(column.name)];
  const { count, samples } =
    says === "nulls" ? await violators(session, table, `c.${name} is null`) : NONE;
  const cause =
    says === "nulls"
      ? `${counted(count, "row")} of ${object} have no ${name}${samples.length === 0 ? "" : ` (${samples.join("; ")})`}, so it cannot be NOT NULL. Fill them first; plan_migration does both.`
      : `${object}.${name} (${column.type}) may not be NULL and has ${column.default === null ? "no default" : "a default, but NULL was given for it"}. Give it a value${column.default === null ? ", or a default" : ", or leave it out of the statement"}.`;
  return { explanation: { constraint: column.name, kind: "not null", cause }, findings: [] };
}

async function condition(
  session: Session,
  table: Table,
  { name, kind, definition }: ForeignKey,
  { says }: Message,
): Promise<Refusal> {
  const object = nameOf(table);
  const { count, samples } =
    kind === "check" && says === "rows"
      ? await violators(session, table, `not (${checkExpression({ definition })})`)
      : NONE;
  const now = count === 0 ? "" : ` ${counted(count, "row")} violate it (${samples.join("; ")}).`;
  return {
    explanation: {
      constraint: name,
      kind,
      cause: `${name} of ${object} wants ${definition}.${now} Correct the values; if the rule itself is wrong, have plan_migration change it.`,
    },
    findings: [],
  };
}

const NONE: Violators = { count: 0, samples: [] };

/** In a transaction of its own, with an end. */
async function violators(session: Session, table: Table, sql: string): Promise<Violators> {
  let found = NONE;
  const probe = {
    object: nameOf(table),
    reads: [],
    samples: false,
    async run(reader: Parameters<typeof violatorsOf>[0]) {
      found = await violatorsOf(reader, table, sql, true);
      return [];
    },
  };
  await runProbe(session, probe, { share: 1, statementTimeoutMs: 20_000 });
  return found;
}

/** Rows with the key of the message, whose values Postgres printed as text; none where they cannot be read back. */
async function keysOf(
  session: Session,
  table: Table,
  columns: readonly string[],
  values: readonly string[],
): Promise<string[]> {
  if (columns.length !== values.length) return [];
  const equal = columns.map((column, at) => `c.${quoteIdentifier(column)} = $${at + 1}`);
  try {
    const rows = await session.query<{ key: string }>(
      `select ${keySql(table, "c")} as key from ${nameOf(table)} c where ${equal.join(" and ")} limit 3`,
      values,
    );
    return rows.map(({ key }) => key);
  } catch (error) {
    if (error instanceof ToolError && error.sqlstate !== undefined) return [];
    throw error;
  }
}
