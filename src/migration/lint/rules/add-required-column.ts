import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, listOf, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { changesOf } from "./facts/changes.ts";
import { code, tableOf } from "./facts/names.ts";
import { final, inUse } from "./facts/set.ts";

export const addRequiredColumn: LintRule = {
  id: "add-required-column",
  title: "New NOT NULL column without a default",
  condition: "A column is added that is NOT NULL and has no default.",
  effect:
    "It fails where the table has rows, and if not, inserts of the application that still runs fail.",
  workaround: "Add it with a default, or nullable: fill it, then make it NOT NULL.",
  *check(set) {
    for (const at of set.statements)
      for (const { table, fields } of alterCommands(at, "AT_AddColumn")) {
        const definition = asNode(fields["def"], "ColumnDef");
        const name = textOf(definition?.["colname"]);
        const kinds = listOf(definition?.["constraints"]).map(
          (item) => asNode(item, "Constraint")?.["contype"],
        );
        const required = kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY");
        if (!required || kinds.some((kind) => FILLS.has(String(kind)))) continue;
        if (
          !inUse(set, at, table) ||
          tableOf(at.before, table)?.columns.some((c) => c.name === name)
        )
          continue;
        const made = changesOf(at).altered.flatMap(({ columns }) => columns);
        const column = made.find((candidate) => candidate.name === name);
        if (column !== undefined && (column.default !== null || column.notNull === null)) continue;
        const last = final(set);
        const kept = last && tableOf(last, table)?.columns.find((c) => c.name === name);
        const quoted = quoteIdentifier(name);
        yield {
          level: "error",
          at,
          object: `${table}.${quoted}`,
          message: `${code(name)} is NOT NULL and has no default: on a ${code(table)} with rows the statement fails (23502)${kept?.notNull && kept.default === null ? ", and inserts of the running application, which do not know it, fail from then on" : ""}. Add it with a default, which costs nothing, or nullable; fill it in batches, and make it NOT NULL by NOT VALID and VALIDATE.`,
          evidence: "rule",
        };
      }
  },
};

const FILLS = new Set(["CONSTR_DEFAULT", "CONSTR_IDENTITY", "CONSTR_GENERATED"]);
