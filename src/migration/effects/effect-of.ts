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
  const modes = new Map([...taken].map(([oid, some]) => [oid, strongest(some)]));
  const unreadable = new Set(
    [...modes].map(([oid, mode]) => (mode === "ACCESS EXCLUSIVE" ? byOid.get(oid)?.table : null)),
  );
  const locks = [...modes].flatMap(([oid, mode]): Lock[] => {
    const relation = byOid.get(oid)?.name;
    // whoever reads a table opens all of its indexes
    const blocks = unreadable.has(oid) ? "reads and writes" : blocksOf(mode);
    return relation === undefined ? [] : [{ relation, mode, blocks }];
  });
  return locks.toSorted((a, b) => compare(a.relation, b.relation));
}

const existing = ({ byOid }: Relations, oids: Iterable<string>): Relation[] =>
  [...oids].flatMap((oid) => byOid.get(oid) ?? []);

const namesOf = (relations: readonly Relation[]): string[] =>
  [...new Set(relations.map(({ name }) => name))].toSorted(compare);

/** By code units, the same wherever it runs. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
