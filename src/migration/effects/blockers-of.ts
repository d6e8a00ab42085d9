import type { Statement } from "../../sql/parse.ts";
import { isOn } from "../../sql/options.ts";
import { asNode } from "../../sql/walk.ts";

/** A table or materialized view that a statement names, or whose index it names. */
export interface Named {
  /** Qualified and quoted. */
  readonly name: string;
  /** `relkind` */
  readonly kind: string;
}

/**
 * First statements of the transactions that hold a statement up, the one that is to end first in front. DETACH CONCURRENTLY has a last part
 * that takes ACCESS EXCLUSIVE on the partition. VACUUM waits for no writer, so it is met where it conflicts with itself.
 */
export function blockersOf(statement: Statement, named: readonly Named[]): string[] {
  const alter = asNode(statement.node, "AlterTableStmt");
  const [first, second] = named;
  if (first === undefined) return [];
  if (alter !== undefined)
    return [
      `lock table only ${first.name} in row exclusive mode`,
      ...(second === undefined ? [] : [`lock table ${second.name} in access share mode`]),
    ];
  const vacuum = asNode(statement.node, "VacuumStmt");
  const mode =
    vacuum === undefined || isOn(vacuum["options"], "full")
      ? "row exclusive"
      : "share update exclusive";
  const tables = named.filter(({ name }, at) => named.findIndex((one) => one.name === name) === at);
  return tables.map(({ name, kind }) =>
    // views and materialized views cannot be locked so; the transaction's snapshot is waited for
    kind === "m" ? `select from ${name} limit 0` : `lock table ${name} in ${mode} mode`,
  );
}
