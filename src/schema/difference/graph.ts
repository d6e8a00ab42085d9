import type { Key } from "../key.ts";
import type { Change } from "./change.ts";
import { asidesOf } from "./asides.ts";
import { preferOrder } from "./bodies.ts";
import type { Decided } from "./decide.ts";
import type { Web } from "./needs.ts";
import { partsOfKey } from "./part.ts";
import type { Part } from "./part.ts";
import { rangeHolders } from "./range-holders.ts";
import { rowsKey } from "./rebuild.ts";
import type { Sides } from "./sides.ts";

/** Statements that belong together, and what has to be done before them. */
export interface Node {
  readonly part: Part;
  readonly changes: readonly Change[];
  /** Lower ones come first where what has to be before leaves the choice. */
  readonly rank: number;
  readonly after: Set<Node>;
  /** Done before it where that can be. */
  readonly prefers: Set<Node>;
}

/** The nodes of one part: what takes it away and what makes it, the same where it is changed in place. */
interface Ends {
  readonly gone: Map<Key, Node>;
  readonly there: Map<Key, Node>;
  /** Where the old type, set aside, is dropped at last. */
  readonly farewell: Map<Key, Node>;
}

/** Leaving a parent or a type is first of all, so that nothing that is done to it is done to the table. */
const FIRST = -1000;

export function graphOf(sides: Sides, a: Web, b: Web, decided: Decided): Node[] {
  const ends: Ends = { gone: new Map(), there: new Map(), farewell: new Map() };
  const nodes: Node[] = [];
  const node = (part: Part, changes: readonly Change[], rank: number): Node => {
    const made = { part, changes, rank, after: new Set<Node>(), prefers: new Set<Node>() };
    nodes.push(made);
    return made;
  };
  const asides = asidesOf(sides, a, decided);
  const holders = rangeHolders(sides);
  for (const part of a.parts.values()) {
    const verdict = decided.verdicts.get(part.key);
    if (verdict?.kind === "change") {
      const made = node(part, verdict.changes, part.rank);
      const { beforehand } = verdict;
      const first = beforehand === undefined ? made : node(part, beforehand, leaves(part));
      follow(made, first);
      ends.gone.set(part.key, first);
      ends.there.set(part.key, made);
    } else if (
      decided.goes(part.key) &&
      part.absorbed === undefined &&
      !isSilent(a, decided, part)
    ) {
      const aside = asides.get(part.key);
      ends.gone.set(part.key, node(part, aside?.first ?? part.drop, leaves(part)));
      if (aside !== undefined) ends.farewell.set(part.key, node(part, aside.last, 0));
    }
  }
  for (const part of b.parts.values())
    if (decided.comes(part.key) && part.absorbed === undefined)
      ends.there.set(
        part.key,
        node(
          part,
          part.statements.map((sql) => ({ sql })),
          part.rank,
        ),
      );
  const gone = (part: Part): Node | undefined => goneOf(a, decided, ends, part);
  const there = (part: Part): Node | undefined =>
    ends.there.get(part.key) ??
    (part.absorbed === undefined ? undefined : ends.there.get(part.absorbed));
  for (const part of a.parts.values()) {
    const own = gone(part);
    if (own === undefined) continue;
    for (const need of a.needs(part)) {
      const changes = decided.verdicts.get(need.key)?.kind === "change";
      if (changes && !decided.goes(part.key)) continue;
      const last = holders.has(need.key) ? own : (ends.farewell.get(part.key) ?? own);
      follow(ends.farewell.get(need.key) ?? gone(need), last);
      // A table is set aside without what hangs on it.
      if (partsOfKey(need.key)[0] === "relation") follow(ends.gone.get(need.key), own);
      if (changes)
        for (const parent of need.within) follow(changing(a, decided, ends, parent), own);
    }
  }
  for (const part of b.parts.values()) {
    const own = there(part);
    if (own === undefined) continue;
    const before = decided.goes(part.key) ? a.parts.get(part.key) : undefined;
    if (before !== undefined) follow(own, ends.gone.get(part.key) ?? gone(before));
    for (const need of b.needs(part)) follow(own, there(need));
  }
  for (const [key, last] of ends.farewell) {
    const [, schema = "", name = ""] = partsOfKey(key);
    follow(last, ends.there.get(rowsKey({ schema, name })));
  }
  separateNames(a, b, decided, gone, there);
  preferOrder(a.parts, (part) => (decided.goes(part.key) ? gone(part) : undefined), "drop");
  preferOrder(b.parts, there, "make");
  return nodes;
}

function follow(node: Node | undefined, before: Node | undefined): void {
  if (node !== undefined && before !== undefined && node !== before) node.after.add(before);
}

function leaves(part: Part): number {
  const [kind, , , step] = partsOfKey(part.key);
  return kind === "step" && (step === "attach" || step === "of type") ? FIRST : -part.rank;
}

/** Whether it goes along with something else. */
function isSilent(a: Web, decided: Decided, part: Part): boolean {
  return part.within.some((key) => {
    const owner = a.owner(key);
    return owner !== undefined && decided.goes(owner.key);
  });
}

function goneOf(a: Web, decided: Decided, ends: Ends, part: Part): Node | undefined {
  const own = ends.gone.get(part.key);
  if (own !== undefined) return own;
  if (part.absorbed !== undefined && decided.goes(part.key)) return ends.gone.get(part.absorbed);
  if (!decided.goes(part.key)) return undefined;
  for (const key of part.within) {
    const owner = a.owner(key);
    const node =
      owner === undefined || !decided.goes(owner.key) ? undefined : goneOf(a, decided, ends, owner);
    if (node !== undefined) return node;
  }
  return undefined;
}

/** The change of a parent's column is that of the child's. */
function changing(a: Web, decided: Decided, ends: Ends, key: Key): Node | undefined {
  const owner = a.owner(key);
  return owner === undefined || decided.goes(owner.key) ? undefined : ends.gone.get(owner.key);
}

/** What takes a name waits for what gives it up. */
function separateNames(
  a: Web,
  b: Web,
  decided: Decided,
  gone: (part: Part) => Node | undefined,
  there: (part: Part) => Node | undefined,
): void {
  const freed = new Map<string, Node[]>();
  for (const part of a.parts.values()) {
    const node = gone(part);
    const after = decided.goes(part.key) ? [] : (b.parts.get(part.key)?.claims ?? []);
    if (node === undefined) continue;
    for (const claim of part.claims)
      if (!after.includes(claim)) freed.set(claim, [...(freed.get(claim) ?? []), node]);
  }
  for (const part of b.parts.values()) {
    const before = decided.comes(part.key) ? [] : (a.parts.get(part.key)?.claims ?? []);
    for (const claim of part.claims)
      if (!before.includes(claim))
        for (const node of freed.get(claim) ?? []) follow(there(part), node);
  }
}
