import type { LintRule } from "../rule.ts";
import { alterCommands, partitionOf } from "./facts/alter-table.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code, tableOf } from "./facts/names.ts";

export const attachPartition: LintRule = {
  id: "attach-partition",
  title: "ATTACH PARTITION that reads the partition",
  condition:
    "A table is attached as a partition, and no valid CHECK says that its rows belong there.",
  effect: "Postgres reads the whole partition while nobody reads or writes it.",
  workaround: "Add a CHECK that says the same as the bounds, NOT VALID, VALIDATE it, then attach.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const command of alterCommands(heavy.at, "AT_AttachPartition")) {
        const name = partitionOf(heavy.at, command);
        const work = heavy.works.find(({ relation }) => relation === name);
        if (work === undefined) continue;
        const bound = tableOf(heavy.at.after, name)?.partitionBound ?? "";
        const builds = work.does === "builds";
        yield heavyFinding(set, heavy, {
          object: name,
          because: builds
            ? `${code(name)} lacks indexes that its new parent ${code(command.table)} has: they are built in the ATTACH.`
            : `Nothing proves that the rows of ${code(name)} lie in ${code(bound)}.`,
          instead: `${builds ? `Create these indexes on ${code(name)} CONCURRENTLY first. ` : ""}Add a CHECK to ${code(name)} that states the bounds and that the key is not NULL, as NOT VALID, and VALIDATE it: ATTACH then reads nothing of it, and the CHECK can go.`,
        });
      }
  },
};
