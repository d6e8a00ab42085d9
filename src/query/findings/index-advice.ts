import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { everything, type Expression } from "../expression/expression.ts";
import type { Predicate } from "../expression/predicate.ts";
import { printKey } from "../expression/print.ts";
import type { ColumnFacts, RelationFacts } from "../facts/relation.ts";
import type { FindingContext } from "./context.ts";

/** Operators whose result depends on nothing but their arguments, for every type that has them. */
const immutableOperators = new Set(["->", "->>", "#>", "#>>", "+", "-", "*", "/", "%"]);

/** The column that a subject amounts to: itself, or under a cast that does not change its bytes. */
export function plainColumn(subject: Expression, facts: RelationFacts): ColumnFacts | undefined {
  const inner = subject.kind === "cast" ? subject.argument : subject;
  if (inner.kind !== "column") return undefined;
  const column = facts.columns.find(({ name }) => name === inner.name);
  if (column === undefined || subject.kind !== "cast") return column;
  const bounded = column.type.startsWith("character varying") && subject.type === "varchar";
  return bounded || column.sameAs.includes(subject.type) ? column : undefined;
}

/** What an index key for this subject would be; undefined when no index can hold it. */
export function keyFor(
  subject: Expression,
  facts: RelationFacts,
  context: FindingContext,
): string | undefined {
  const column = plainColumn(subject, facts);
  if (column !== undefined) return quoteIdentifier(column.name);
  return isImmutable(subject, facts, context) ? printKey(subject) : undefined;
}

function isImmutable(subject: Expression, facts: RelationFacts, context: FindingContext): boolean {
  return [...everything(subject)].every((part) => {
    if (part.kind === "call")
      return context.functions.get(part.name.split(".").at(-1) ?? "")?.volatility === "immutable";
    if (part.kind === "operation") return immutableOperators.has(part.operator);
    if (part.kind === "cast")
      return part.argument.kind === "constant" || plainColumn(part, facts) !== undefined;
    return part.kind === "column" || part.kind === "constant";
  });
}

/** Whether a whole btree index starts with this key, so that the planner could have used it. */
export function leadsAnIndex(key: string, facts: RelationFacts): boolean {
  return facts.indexes.some(
    ({ keys, method, predicate, valid }) =>
      valid && method === "btree" && predicate === undefined && normal(keys[0]) === normal(key),
  );
}

/** Postgres prints an expression with the types of its constants and brackets of its own. */
function normal(key: string | undefined): string | undefined {
  return key?.replaceAll(/::[\w ]+|[()\s]/g, "");
}

/** Keys in the order that serves most: what is compared for equality, then the order asked for, else the first range. */
export function indexKeys(
  predicates: readonly Predicate[],
  order: readonly string[],
  facts: RelationFacts,
  context: FindingContext,
): string[] {
  const keysOf = (comparison: Predicate["comparison"]): string[] =>
    predicates
      .filter((predicate) => predicate.comparison === comparison)
      .map(({ subject }) => keyFor(subject, facts, context))
      .filter((key) => key !== undefined);
  const equal = [...keysOf("equality"), ...keysOf("null")];
  return [...new Set([...equal, ...(order.length > 0 ? order : keysOf("range").slice(0, 1))])];
}

/**
 * `create index concurrently`; without CONCURRENTLY on a partitioned table, where Postgres refuses it.
 * A partition's index is made on the whole table.
 */
export function createIndex(
  facts: RelationFacts,
  keys: readonly string[],
  method = "btree",
): string {
  const whole = facts.root ?? facts;
  const concurrently = facts.root !== undefined || facts.kind === "p" ? "" : " concurrently";
  const using = method === "btree" ? "" : ` using ${method}`;
  return `create index${concurrently} on ${tableName(whole)}${using} (${keys.join(", ")})`;
}

/** Qualified and quoted as Postgres prints it. */
export function tableName({
  schema,
  name,
}: {
  readonly schema: string;
  readonly name: string;
}): string {
  return qualified(schema, name);
}
