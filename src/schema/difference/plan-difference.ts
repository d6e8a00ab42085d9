import type { Key } from "../key.ts";
import type { DatabaseSchema } from "../read-schema.ts";
import { accessChanges } from "./access.ts";
import type { Change } from "./change.ts";
import { unorderedTables } from "./column-order.ts";
import { commentChanges } from "./comments.ts";
import { decide } from "./decide.ts";
import type { Decided } from "./decide.ts";
import { graphOf } from "./graph.ts";
import type { Node } from "./graph.ts";
import { webOf } from "./needs.ts";
import type { Web } from "./needs.ts";
import { kindOfKey } from "./part.ts";
import { partsOf } from "./parts.ts";
import { asideSchemas, rebuiltKeys } from "./rebuild.ts";
import { refusalsOf } from "./refusals.ts";
import type { Refusal } from "./refusals.ts";
import { sidesOf } from "./sides.ts";
import type { Sides } from "./sides.ts";
import { withoutUntouched } from "./touched.ts";
import { sorted } from "./sort.ts";

export interface DifferenceStatement extends Change {
  /** What it is about: `table public.tasks`. */
  readonly object: string;
}

export interface SchemaDifference {
  /** For a session that runs the statements: names are qualified, and bodies may speak of what comes later. */
  readonly settings: Readonly<Record<string, string>>;
  /** In an order in which they succeed, each by itself; run by the owner of the database. */
  readonly statements: readonly DifferenceStatement[];
  /** What DDL cannot do. While there is any, the statements do not lead to the wanted schema. */
  readonly refused: readonly Refusal[];
  /** Tables whose columns stay in another order, because Postgres adds columns at the end. */
  readonly unordered: readonly string[];
}

export interface DifferenceOptions {
  /** Qualified name of a column to the expression of its new value: `"public.tasks.due": "due::date"`. */
  readonly using?: Readonly<Record<string, string>>;
  /** Values of columns whose types have no cast are given up, which is said; otherwise such a change is refused. */
  readonly discard?: boolean;
}

const settings = { search_path: "", check_function_bodies: "off" };

/** DDL that turns the schema `a` into the schema `b`. The same schemas give the same statements. */
export function planDifference(
  a: DatabaseSchema,
  b: DatabaseSchema,
  options: DifferenceOptions = {},
): SchemaDifference {
  const sides = sidesOf(...withoutUntouched(a, b), options);
  const { decided, webs, sequence, circle } = arrange(sides);
  const [makeRoom, tidy] = (["CREATE", "DROP"] as const).map((verb) =>
    Array.from(asideSchemas(sides).values(), (name) => ({
      sql: `${verb} SCHEMA ${name}`,
      object: `schema ${name}`,
    })),
  );
  const statements = [
    ...(makeRoom ?? []),
    ...sequence.flatMap(({ part, changes }) =>
      changes.map((change): DifferenceStatement => ({ ...change, object: part.object })),
    ),
    ...(tidy ?? []),
    ...comments(webs, decided),
    ...accessChanges(sides, decided),
  ];
  return {
    settings,
    statements,
    refused: refusalsOf(sides, webs, decided, circle),
    unordered: unorderedTables(a.catalog, b.catalog),
  };
}

interface Arranged {
  readonly decided: Decided;
  readonly webs: Webs;
  readonly sequence: readonly Node[];
  /** What stays part of a circle. */
  readonly circle: readonly Node[];
}

export interface Webs {
  readonly a: Web;
  readonly b: Web;
}

/** Circles are opened by splitting what can be made in pieces, and by making anew what can be. */
function arrange(sides: Sides): Arranged {
  const split = { a: rebuiltKeys(sides), b: new Set<Key>() };
  const forced = new Set<Key>();
  for (;;) {
    const [partsA, partsB] = [partsOf(sides, "a", split.a), partsOf(sides, "b", split.b)];
    const webs = {
      a: webOf(partsA, sides.a.dependencies, false),
      b: webOf(partsB, sides.b.dependencies, true),
    };
    const decided = decide(sides, webs.a, partsB, forced);
    const { sequence, circle } = sorted(graphOf(sides, webs.a, webs.b, decided));
    if (circle.length === 0 || !opened(circle, decided, split, forced))
      return { decided, webs, sequence, circle };
  }
}

function opened(
  circle: readonly Node[],
  decided: Decided,
  split: { readonly a: Set<Key>; readonly b: Set<Key> },
  forced: Set<Key>,
): boolean {
  const splittable = circle.filter(({ part }) => part.split !== undefined);
  for (const { part, changes } of splittable) {
    const goes = changes === part.drop;
    const side = goes ? split.a : split.b;
    if (side.has(part.key)) continue;
    side.add(part.key);
    return true;
  }
  const remakable = new Set([
    "relation",
    "routine",
    "default",
    "constraint",
    "policy",
    "trigger",
    "type",
  ]);
  for (const { part } of circle) {
    const verdict = decided.verdicts.get(part.key);
    if (verdict?.kind !== "change" || forced.has(part.key) || part.reads?.length === 0) continue;
    if (!remakable.has(kindOfKey(part.key))) continue;
    forced.add(part.key);
    return true;
  }
  return false;
}

/** Of what stays or is changed in place; what is made comes with its comments. */
function comments({ a, b }: Webs, decided: Decided): DifferenceStatement[] {
  return [...a.parts.values()].flatMap((part) => {
    const other = b.parts.get(part.key);
    if (other === undefined || decided.goes(part.key)) return [];
    return commentChanges(part, other).map((sql) => ({ sql, object: part.object }));
  });
}
