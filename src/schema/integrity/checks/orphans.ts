import { nameOf } from "../../rows/name.ts";
import type { Check, Reader, Violation } from "../check.ts";
import type { IntegrityFacts } from "../facts.ts";
import type { ForeignKey } from "../foreign-keys.ts";
import { orphanCondition, removeOrphans, tableOf } from "../references.ts";
import { violatorsOf } from "../violators.ts";
import { code, listed, rowsThat } from "../words.ts";

/** Foreign keys that say they hold: rows may have come while triggers were off, in a replica's role, or where nothing is enforced. */
export const orphans: Check = {
  id: "orphans",
  *probes(facts) {
    for (const key of facts.foreignKeys) {
      // those of a key that is not validated are told as its violators
      if (!key.validated && key.enforced) continue;
      yield {
        object: nameOf(key.from),
        reads: [nameOf(key.from), nameOf(key.to)],
        samples: true,
        run: (reader) => orphansOf(reader, key, facts),
      };
    }
  },
};

async function orphansOf(
  reader: Reader,
  key: ForeignKey,
  { catalog }: IntegrityFacts,
): Promise<Violation[]> {
  const [from, to] = [nameOf(key.from), nameOf(key.to)];
  const table = tableOf(catalog, key.from);
  if (table === undefined) return [];
  const { count, samples } = await violatorsOf(reader, table, orphanCondition(key));
  const off = disabled(key);
  if (count === 0) return off === undefined ? [] : [off];
  const state = key.enforced
    ? key.fires
      ? "They came past its triggers"
      : "Its triggers are switched off"
    : "It is not enforced";
  return [
    {
      level: "error",
      object: from,
      about: key.name,
      message: `${rowsThat(count, "point")} by ${code(key.name)} (${listed(key.from.columns)}) to rows of ${code(to)} that are not there. ${state}, and joins lose them. Look at them, then correct, unlink or delete them.`,
      count,
      samples,
      fix: removeOrphans(key, table),
    },
  ];
}

/** No orphans as yet. */
function disabled(key: ForeignKey): Violation | undefined {
  if (key.fires && key.enforced) return undefined;
  const from = nameOf(key.from);
  return {
    level: "warning",
    object: from,
    about: key.name,
    message: key.enforced
      ? `The triggers of ${code(key.name)} are switched off, so nothing keeps rows from pointing nowhere. Switch them on.`
      : `${code(key.name)} is not enforced, so nothing keeps rows from pointing nowhere; now none does.`,
    fix: key.enforced
      ? `ALTER TABLE ${from} ENABLE TRIGGER ALL; ALTER TABLE ${nameOf(key.to)} ENABLE TRIGGER ALL;`
      : `ALTER TABLE ${from} ALTER CONSTRAINT ${key.name} ENFORCED;`,
  };
}
