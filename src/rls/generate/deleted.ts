import type { Table } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { printed } from "../resolve/find.ts";
import type { ResolvedTable } from "../resolved.ts";
import type { Ground } from "./ground.ts";
import { stem } from "./names.ts";
import { declare } from "./routine.ts";

/** The row is not marked deleted. */
export function live(deleted: NonNullable<ResolvedTable["deleted"]>, prefix = ""): string {
  const column = `${prefix}${quoteIdentifier(deleted.column)}`;
  return deleted.kind === "boolean" ? `${column} is not true` : `${column} is null`;
}

/**
 * What is selected is not marked deleted. An UPDATE with a WHERE holds the policies for SELECT against the new row too, so that the
 * plain condition would refuse the very statement that marks a row. Therefore a marked row passes where the one that is stored under
 * its key is live: in a scan that is the row itself, and it does not pass; while it is being marked, the statement's snapshot still
 * has the old one. The function runs as the caller, below the same policies; it does not call itself, because its own condition is
 * cheap and leakproof, and comes first.
 */
export function visible(ground: Ground, said: ResolvedTable): string {
  const { table, deleted } = said;
  if (deleted === null) return "true";
  const key = keyOf(said);
  if (key === undefined) return live(deleted);
  const typed = key.map(
    (name) => table.columns.find((column) => column.name === name)?.type ?? "text",
  );
  const test = key.map((name, at) => `t.${quoteIdentifier(name)} = $${at + 1}`);
  const called = declare(ground, {
    name: `${stem(table)}_is_live`,
    arguments: typed.join(", "),
    identity: typed.join(", "),
    returns: "boolean",
    body: `select exists (select from ${printed(table)} t where ${[...test, live(deleted, "t.")].join(" and ")})`,
    why: "Lets a row be marked deleted: the stored one is still live while its statement runs.",
  });
  return `${live(deleted)} or ${called}(${key.map(quoteIdentifier).join(", ")})`;
}

/** The primary key, where the application role marks rows itself and may read what the function reads. */
export function keyOf({ table, deleted, allow, columns }: ResolvedTable): string[] | undefined {
  if (deleted === null || allow.update.length === 0 || allow.select.length === 0) return undefined;
  if (columns.update?.includes(deleted.column) === false) return undefined;
  const key = primaryKey(table);
  const needed = [...key, deleted.column];
  if (key.length === 0 || needed.some((name) => columns.select?.includes(name) === false))
    return undefined;
  return key;
}

const primaryKey = (table: Table): string[] => [
  ...(table.constraints.find(({ kind }) => kind === "primary key")?.columns ?? []),
];
