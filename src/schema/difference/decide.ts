import type { Key } from "../key.ts";
import { remake, same } from "./change.ts";
import type { Verdict } from "./change.ts";
import { convertedColumn } from "./conversion.ts";
import type { Web } from "./needs.ts";
import { kindOfKey, partsOfKey } from "./part.ts";
import type { Part, Parts } from "./part.ts";
import type { Sides } from "./sides.ts";
import { verdictsOf } from "./verdicts.ts";

/** What happens to everything that either side has. */
export interface Decided {
  /** Of what both sides have. */
  readonly verdicts: ReadonlyMap<Key, Verdict>;
  /** Dropped, whether or not it is made again. */
  goes(key: Key): boolean;
  /** Made, whether or not it was there before. */
  comes(key: Key): boolean;
}

/** What has to be made anew takes along what hangs on it, until nothing is left that hangs on anything that goes. */
export function decide(sides: Sides, a: Web, b: Parts, forced: ReadonlySet<Key>): Decided {
  const verdicts = verdictsOf(sides, a.parts, b);
  for (const key of forced) if (verdicts.has(key)) verdicts.set(key, remake);
  const goes = (key: Key): boolean => !b.has(key) || verdicts.get(key)?.kind === "remake";
  for (let changed = true; changed;) {
    changed = false;
    for (const part of a.parts.values()) {
      const verdict = verdicts.get(part.key);
      if (verdict === undefined || verdict.kind === "remake") {
        changed = unbind(a, verdicts, part, goes) || changed;
        continue;
      }
      const next = spread(sides, a, b, verdicts, part, goes);
      if (next === undefined) continue;
      verdicts.set(part.key, next);
      changed = true;
    }
  }
  return {
    verdicts,
    goes,
    comes: (key) => !a.parts.has(key) || verdicts.get(key)?.kind === "remake",
  };
}

/** An index of a partition does not go without that of the partitioned table. */
function unbind(
  a: Web,
  verdicts: Map<Key, Verdict>,
  part: Part,
  goes: (key: Key) => boolean,
): boolean {
  if (!goes(part.key)) return false;
  const bound = (part.binds ?? []).flatMap((key) => a.owner(key) ?? []);
  const holding = bound.filter((one) => !goes(one.key));
  for (const one of holding) verdicts.set(one.key, remake);
  return holding.length > 0;
}

/** What becomes of a part whose surroundings go or change; undefined where it stays as it is. */
function spread(
  sides: Sides,
  a: Web,
  b: Parts,
  verdicts: ReadonlyMap<Key, Verdict>,
  part: Part,
  goes: (key: Key) => boolean,
): Verdict | undefined {
  const verdict = verdicts.get(part.key) ?? same;
  if (part.within.some((key) => ownedGoes(a, key, goes))) return remake;
  for (const need of a.needs(part)) {
    if (goes(need.key)) {
      if (isKept(part)) continue;
      if (kindOfKey(part.key) === "column") {
        const converted = convertedColumn(sides, part, need, verdict);
        if (converted !== verdict) return converted;
        continue;
      }
      // A change in place lets go of what is only dropped.
      if (verdict.kind === "change" && !b.has(need.key) && !isReplacedByNamesake(need, b)) continue;
      return remake;
    }
    const other = verdicts.get(need.key);
    const passes = other?.kind === "change" && other.beforehand !== undefined;
    if (other?.kind === "change" && other.disturbs === true && !tolerates(part, need, passes))
      return remake;
  }
  return undefined;
}

function ownedGoes(a: Web, key: Key, goes: (key: Key) => boolean): boolean {
  const owner = a.owner(key);
  return owner !== undefined && goes(owner.key);
}

/** What has rows or holds other things is never made anew for the sake of others. */
function isKept(part: Part): boolean {
  const kind = kindOfKey(part.key);
  return (
    kind === "schema" || kind === "extension" || kind === "sequence" || part.reads?.length === 0
  );
}

/** A function whose arguments are called otherwise has the same signature, so it has to go before the other comes. */
function isReplacedByNamesake(need: Part, b: Parts): boolean {
  const [kind, schema, name] = partsOfKey(need.key);
  if (kind !== "routine") return false;
  return [...b.values()].some((part) => {
    const [other, otherSchema, otherName] = partsOfKey(part.key);
    return other === kind && otherSchema === schema && otherName === name;
  });
}

/** Postgres brings plain indexes, keys and statistics along when the type of a column changes, if not by way of text. */
function tolerates(part: Part, need: Part, byText: boolean): boolean {
  const kind = kindOfKey(part.key);
  if (part.within.includes(need.key) && kind === "column") return true;
  if (kind === "sequence" || kind === "statistics" || kind === "step") return true;
  if (kindOfKey(need.key) === "type")
    return (
      kind === "column" || kind === "type" || (kind === "relation" && part.reads?.length === 0)
    );
  if (byText) return false;
  if (kind === "index")
    return (
      /^CREATE (UNIQUE )?INDEX [^(]*\([^()']*\)[^()']*$/s.test(part.statements[0] ?? "") &&
      !/ WHERE /.test(part.statements[0] ?? "")
    );
  if (kind === "constraint") return / (PRIMARY KEY|UNIQUE)\b/.test(part.statements[0] ?? "");
  return false;
}
