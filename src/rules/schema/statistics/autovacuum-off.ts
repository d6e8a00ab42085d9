import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const autovacuumOff: Rule<SchemaFacts> = {
  id: "autovacuum-off",
  title: "A table that autovacuum leaves alone",
  effect:
    "Dead rows stay, statistics grow old, and the vacuum that saves from wraparound comes at once and late.",
  *check({ catalog }) {
    for (const table of [...catalog.tables, ...catalog.views]) {
      if (!/^(false|off|no|0|f|n)$/i.test(table.options["autovacuum_enabled"] ?? "")) continue;
      const kind = table.kind === "materialized view" ? "MATERIALIZED VIEW" : "TABLE";
      const alter = `ALTER ${kind} ${nameOf(table)}`;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `Autovacuum is off for ${code(nameOf(table))}, as for a load that is over: dead rows stay, and nobody analyzes it. Switch it on again.`,
        evidence: "measured",
        fix: `${alter} RESET (autovacuum_enabled);`,
        rollback: `${alter} SET (autovacuum_enabled = ${table.options["autovacuum_enabled"] ?? "off"});`,
      };
    }
  },
};
