import type { Clause } from "./node.ts";
import { isObject, textAt, textsAt, type RawObject } from "./raw.ts";

/** Conditions, in the order in which Postgres applies them. */
const conditions = [
  "Index Cond",
  "Recheck Cond",
  "TID Cond",
  "Order By",
  "Merge Cond",
  "Hash Cond",
  "Join Filter",
  "One-Time Filter",
  "Filter",
  "Conflict Filter",
  "Run Condition",
] as const;

/** Lists of expressions. */
const keys = ["Sort Key", "Presorted Key", "Group Key", "Hash Key"] as const;

/** The conditions and keys of a node. Grouping sets arrive nested and are printed flat. */
export function readClauses(raw: RawObject): Clause[] {
  const found: Clause[] = [];
  for (const kind of conditions) {
    const text = textAt(raw, kind);
    if (text !== undefined) found.push({ kind, text });
  }
  for (const kind of keys) {
    const list = textsAt(raw, kind);
    if (list.length > 0) found.push({ kind, text: list.join(", ") });
  }
  const cacheKey = textAt(raw, "Cache Key");
  if (cacheKey !== undefined) found.push({ kind: "Cache Key", text: cacheKey });
  const sets = raw["Grouping Sets"];
  if (Array.isArray(sets)) {
    const text = sets.map((set) => (isObject(set) ? groupingSet(set) : "")).join("; ");
    found.push({ kind: "Grouping Sets", text });
  }
  return found;
}

function groupingSet(set: RawObject): string {
  const groups = set["Group Keys"] ?? set["Hash Keys"];
  return Array.isArray(groups)
    ? groups.map((group) => `(${Array.isArray(group) ? group.join(", ") : ""})`).join(" ")
    : "";
}
