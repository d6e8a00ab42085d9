import type { ForeignGrants } from "../../postgres/catalog/model/catalog.ts";
import { missingFrom } from "../missing.ts";
import type { Decided } from "./decide.ts";
import type { Node } from "./graph.ts";
import { partsOfKey } from "./part.ts";
import type { Webs } from "./plan-difference.ts";
import { inconvertible } from "./rebuild.ts";
import type { Sides } from "./sides.ts";
import { isInKey } from "./table-pairs.ts";
import { nameOf } from "../text.ts";

/** Something that is to be otherwise, and why DDL does not bring it about. */
export interface Refusal {
  readonly object: string;
  readonly reason: string;
  /** What would help. */
  readonly hint?: string;
}

export function refusalsOf(
  sides: Sides,
  { a }: Webs,
  decided: Decided,
  circle: readonly Node[],
): Refusal[] {
  const refused = [...decided.verdicts].flatMap(([key, verdict]): Refusal[] => {
    const object = a.parts.get(key)?.object ?? key;
    if (verdict.kind === "refuse") {
      const { reason, hint } = verdict;
      return [hint === undefined ? { object, reason } : { object, reason, hint }];
    }
    if (verdict.kind !== "change" || verdict.disturbs !== true) return [];
    return isPartitionKey(sides, key)
      ? [{ object, reason: "the table is partitioned by this column, whose type cannot change" }]
      : [];
  });
  const waiting = [...new Set(circle.map(({ part }) => part.object))];
  return [
    ...refused,
    ...inconvertible(sides).map(({ object, types }) => ({
      object,
      reason: `there is no cast from ${types}`,
    })),
    ...newlyMissing(sides),
    ...initialPrivileges(sides),
    ...(waiting.length === 0
      ? []
      : [{ object: waiting[0] ?? "", reason: `these need each other: ${waiting.join(", ")}` }]),
  ];
}

/** Of what Postgres or an extension made: its first privileges are not in the wanted schema, so nothing leads back to them. */
function initialPrivileges({ a: { catalog: a }, b: { catalog: b } }: Sides): Refusal[] {
  const named = ({ kind, name }: ForeignGrants): string => `${kind} ${name}`;
  const wanted = new Set(b.foreignGrants.map(named));
  const stays = new Set(b.extensions.map(({ name }) => name));
  // With an extension its objects go.
  if (a.extensions.some(({ name }) => !stays.has(name))) return [];
  return a.foreignGrants
    .filter((item) => !wanted.has(named(item)))
    .map((item) => ({
      object: named(item),
      reason:
        "its privileges are to be those that it was made with, and which these are is not known",
      hint: "Revoke what was granted, or name the privileges that it is to have",
    }));
}

/** What no DDL brings, unless it is there. */
function newlyMissing(sides: Sides): Refusal[] {
  const known = new Set(missingFrom(sides.a.catalog).map(({ object }) => object));
  return missingFrom(sides.b.catalog)
    .filter(
      ({ object, reason }) => !known.has(object) && reason !== "secret" && reason !== "tablespace",
    )
    .map(({ object, reason }) => ({ object, reason: reasons[reason] ?? reason }));
}

const reasons: Readonly<Record<string, string>> = {
  subscription: "a subscription is made by hand: it would begin to take in rows",
  invalid: "an index whose build failed cannot be made to fail again",
};

function isPartitionKey(sides: Sides, key: string): boolean {
  const [kind, schema = "", table = "", column = ""] = partsOfKey(key);
  const found = sides.pairs.get(nameOf({ schema, name: table }))?.a;
  return kind === "column" && found !== undefined && isInKey(found, column);
}
