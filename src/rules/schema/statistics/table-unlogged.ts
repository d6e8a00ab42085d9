import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";

export const tableUnlogged: Rule<SchemaFacts> = {
  id: "table-unlogged",
  title: "An unlogged table",
  effect:
    "It is emptied by a crash, and on Neon whenever the compute is suspended; standbys and backups lack it.",
  *check({ catalog }) {
    const keys = foreignKeysOf(catalog);
    for (const table of catalog.tables) {
      if (!table.unlogged) continue;
      // Those that it refers to are to be logged before it.
      const waits = keys.some(
        (key) => key.table === table && key.target !== table && key.target.unlogged,
      );
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} is UNLOGGED: a crash empties it, and on Neon each suspension of the compute does. Log it, unless all of it can be lost.`,
        evidence: "rule",
        ...(table.kind === "table" && table.partitionBound === null && !waits
          ? {
              fix: `ALTER TABLE ${nameOf(table)} SET LOGGED;`,
              rollback: `ALTER TABLE ${nameOf(table)} SET UNLOGGED;`,
            }
          : {}),
      };
    }
  },
};
