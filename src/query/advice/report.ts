import { clipped } from "../../core/clipped.ts";
import { createStatement, type Definition } from "./candidates/definition.ts";
import type { Candidate } from "./candidate.ts";

/** Names that Postgres would take for readable ones: table, columns, `idx`; 63 bytes at most, none twice. */
export function nameIndexes(
  candidates: readonly Candidate[],
  taken: ReadonlySet<string>,
): Map<Candidate, string> {
  const used = new Set(taken);
  const names = new Map<Candidate, string>();
  for (const candidate of candidates) {
    const { table, keys, where, method } = candidate.definition;
    const words = [
      table.name,
      ...keys.map(({ columns, text }) =>
        text.includes("(") ? `${columns.join("_")}_expr` : columns[0],
      ),
      ...(where === undefined ? [] : ["part"]),
      ...(method === "btree" ? [] : [method]),
    ];
    const stem = clipped(words.join("_"), 55);
    let name = `${stem}_idx`;
    for (let count = 1; used.has(name); count++) name = `${stem}_idx${count}`;
    used.add(name);
    names.set(candidate, name);
  }
  return names;
}

export const createSql = (definition: Definition, name: string): string =>
  createStatement(definition, { name, concurrently: true });
