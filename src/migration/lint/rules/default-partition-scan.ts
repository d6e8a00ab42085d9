import type { LintRule } from "../rule.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code, nameOf } from "./facts/names.ts";
import { relationsOf, tableOf } from "./facts/names.ts";

export const defaultPartitionScan: LintRule = {
  id: "default-partition-scan",
  title: "New partition beside a DEFAULT partition",
  condition: "A partition is created or attached while the table has a DEFAULT partition.",
  effect:
    "Postgres reads the whole DEFAULT partition for rows that belong to the new one, while nobody reads or writes it.",
  workaround:
    "Keep the DEFAULT partition empty, or give it a valid CHECK that excludes the new bounds.",
  *check(set) {
    for (const heavy of heavyStatements(set)) {
      const { at, works } = heavy;
      if (!gainsPartition(at)) continue;
      for (const { relation } of works) {
        const table = tableOf(at.before, relation);
        if (table?.partitionBound !== "DEFAULT") continue;
        yield heavyFinding(set, heavy, {
          object: nameOf(table),
          because: `${code(relation)} is a DEFAULT partition, and a partition is added beside it.`,
          instead: `Add a CHECK to ${code(relation)} that excludes the bounds of the new partition, as NOT VALID, and VALIDATE it first: then nothing is read.`,
        });
      }
    }
  },
};

/** CREATE TABLE ... PARTITION OF and ATTACH make one partition more. */
function gainsPartition({ before, after }: Parameters<typeof heavyFinding>[1]["at"]): boolean {
  const partitions = (catalog: typeof before): number =>
    [...relationsOf(catalog).values()].filter(
      (table) => "partitionBound" in table && table.partitionBound !== null,
    ).length;
  return partitions(after) > partitions(before);
}
