import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { heavyFinding, heavyStatements } from "./facts/heavy.ts";
import { code } from "./facts/names.ts";

export const changePersistence: LintRule = {
  id: "change-persistence",
  title: "SET LOGGED or UNLOGGED, SET ACCESS METHOD, SET TABLESPACE",
  condition: "A table that is in use is to be stored in another way.",
  effect: "Postgres copies it into a new file while nobody reads or writes it.",
  workaround: "Make a new table in that way, copy in batches with a trigger, swap the names.",
  *check(set) {
    for (const heavy of heavyStatements(set))
      for (const { table, type } of alterCommands(heavy.at, ...Object.keys(STORED))) {
        yield heavyFinding(set, heavy, {
          object: table,
          because: `${code(table)} is ${STORED[type] ?? "stored anew"}, which copies it.`,
          instead:
            "Make a new table that is stored so, keep it equal by a trigger, copy in batches, and swap the names.",
        });
      }
  },
};

const STORED: Readonly<Record<string, string>> = {
  AT_SetLogged: "made LOGGED",
  AT_SetUnLogged: "made UNLOGGED",
  AT_SetAccessMethod: "given another access method",
  AT_SetTableSpace: "moved to another tablespace",
};
