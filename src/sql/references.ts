import type { Statement } from "./parse.ts";
import { listOf, nameParts, walk, textOf } from "./walk.ts";

/** A name as the statement writes it; without a schema it is resolved by the search path. */
export interface Reference {
  readonly schema?: string;
  readonly name: string;
}

export interface FunctionReference extends Reference {
  readonly arguments: number;
}

/** The relations that a statement names, each once, without the names of its own CTEs. */
export function relationsOf(statement: Statement): Reference[] {
  const found = new Map<string, Reference>();
  const ctes = new Set<unknown>();
  walk(statement.node, (tag, fields) => {
    if (tag === "CommonTableExpr") ctes.add(fields["ctename"]);
    if (tag !== "RangeVar") return;
    const reference = { ...schema(fields["schemaname"]), name: textOf(fields["relname"]) };
    found.set(JSON.stringify(reference), reference);
  });
  return [...found.values()].filter(
    (reference) => reference.schema !== undefined || !ctes.has(reference.name),
  );
}

/** The functions that a statement calls by name, each name and number of arguments once. */
export function functionsOf(statement: Statement): FunctionReference[] {
  const found = new Map<string, FunctionReference>();
  walk(statement.node, (tag, fields) => {
    if (tag !== "FuncCall") return;
    const parts = nameParts(fields["funcname"]);
    const reference = {
      ...schema(parts.at(-2)),
      name: parts.at(-1) ?? "",
      arguments: listOf(fields["args"]).length,
    };
    found.set(JSON.stringify(reference), reference);
  });
  return [...found.values()];
}

function schema(name: unknown): { schema?: string } {
  return typeof name === "string" ? { schema: name } : {};
}
