import type { Node } from "./graph.ts";
import { partsOfKey } from "./part.ts";
import type { Part, Parts } from "./part.ts";

/**
 * Postgres does not record what the text of a body speaks of, but may look at it when the routine is made. So a routine comes after
 * what its body names, and goes before it, where nothing that is recorded stands against it.
 */
export function preferOrder(
  parts: Parts,
  nodeOf: (part: Part) => Node | undefined,
  direction: "make" | "drop",
): void {
  const routines = [...parts.values()].filter(
    (part) => partsOfKey(part.key)[0] === "routine" && nodeOf(part) !== undefined,
  );
  if (routines.length === 0) return;
  const named = nodesByName(parts, nodeOf);
  for (const routine of routines) {
    const own = nodeOf(routine);
    if (own === undefined) continue;
    const words = wordsOf(routine.statements.join("\n"));
    for (const word of words)
      for (const { table, node } of named.get(word) ?? []) {
        if (node === own || (table !== undefined && !words.has(table))) continue;
        if (direction === "make") own.prefers.add(node);
        else node.prefers.add(own);
      }
  }
}

interface Named {
  readonly node: Node;
  /** Of a column, which a body names with it. */
  readonly table?: string;
}

function nodesByName(
  parts: Parts,
  nodeOf: (part: Part) => Node | undefined,
): ReadonlyMap<string, readonly Named[]> {
  const found = new Map<string, Named[]>();
  for (const part of parts.values()) {
    const [kind, , name = "", column = ""] = partsOfKey(part.key);
    const node = kinds.has(kind) ? nodeOf(part) : undefined;
    if (node === undefined) continue;
    const [word, one] = kind === "column" ? [column, { node, table: name }] : [name, { node }];
    const known = found.get(word);
    if (known === undefined) found.set(word, [one]);
    else known.push(one);
  }
  return found;
}

const kinds: ReadonlySet<string> = new Set(["relation", "column", "routine", "type", "sequence"]);

/** Names as they are, whether or not they are quoted. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.match(/"(?:[^"]|"")+"|\w+/g) ?? [];
  return new Set(
    words.map((word) =>
      word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase(),
    ),
  );
}
