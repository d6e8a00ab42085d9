import { blocksOf, type Lock, type LockMode } from "../../core/migration.ts";
import type { Effect } from "./effect.ts";
import { strongest } from "./lock-mode.ts";
import type { Relation, Relations } from "./relations.ts";

/** What was seen of one statement. */
export interface Seen {
  /** As it was before the statement. */
  readonly before: Relations;
  /** Relations as they are now, of which something has changed. */
  readonly changed: readonly Relation[];
  /** Modes that the statement took, by oid. */
  readonly taken: ReadonlyMap<string, ReadonlySet<LockMode>>;
  /** Oids. */
  readonly scanned: ReadonlySet<string>;
  readonly waits: boolean;
}

/** Tables, sequences and materialized views; an index with a new file was built. */
const REWRITTEN = new Set(["r", "m", "S"]);

export function effectOf({
  before,
  changed,
  taken,
  scanned,
  waits,
}: Seen): Omit<Effect, "postgres"> {
  const renewed = changed.filter(({ file }) => file !== "0" && !before.files.has(file));
  return {
    locks: locksOf(before, taken),
    rewrites: namesOf(
      renewed.flatMap((relation) => {
        const old = before.byOid.get(relation.oid) ?? before.byName.get(relation.name);
        return REWRITTEN.has(relation.kind) && old !== undefined ? [old] : [];
      }),
    ),
    scans: namesOf(existing(before, scanned)),
    builds: namesOf(
      renewed.filter(
        ({ kind, table }) => kind === "i" && table !== null && before.byOid.has(table),
      ),
    ),
    waits,
    evidence: "measured",
  };
}

function locksOf({ byOid }: Relations, taken: Seen["taken"]): Lock[] {
  const locks = [...taken].flatMap(([oid, modes]) => {
    const relation = byOid.get(oid)?.name;
    if (relation === undefined || modes.size === 0) return [];
    const mode = strongest(modes);
    return [{ relation, mode, blocks: blocksOf(mode) }];
  });
  return locks.toSorted((a, b) => compare(a.relation, b.relation));
}

const existing = ({ byOid }: Relations, oids: Iterable<string>): Relation[] =>
  [...oids].flatMap((oid) => byOid.get(oid) ?? []);

const namesOf = (relations: readonly Relation[]): string[] =>
  [...new Set(relations.map(({ name }) => name))].toSorted(compare);

/** By code units, the same wherever it runs. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
