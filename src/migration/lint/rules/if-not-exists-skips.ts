import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, listOf, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { code, listed, relationNamed, tableOf } from "./facts/names.ts";
import { isUnchanged } from "./facts/set.ts";

export const ifNotExistsSkips: LintRule = {
  id: "if-not-exists-skips",
  title: "IF NOT EXISTS over something else",
  condition:
    "CREATE TABLE or ADD COLUMN with IF NOT EXISTS meets one of that name which has other columns or another type.",
  effect:
    "The statement is skipped and the migration goes on with a schema that is not the one it describes.",
  workaround: "Leave IF NOT EXISTS out, so that the difference is seen, or ALTER what is there.",
  *check(set) {
    for (const at of set.statements) {
      const create = asNode(at.statement.node, "CreateStmt");
      if (create === undefined && alterCommands(at, "AT_AddColumn").length === 0) continue;
      if (at.error !== undefined || at.within !== undefined || !isUnchanged(at)) continue;
      if (create?.["if_not_exists"] === true) {
        const name = relationNamed(at, create["relation"]);
        const columns = listOf(create["tableElts"]).flatMap((element) => {
          const column = asNode(element, "ColumnDef");
          return column === undefined ? [] : [textOf(column["colname"])];
        });
        const there = tableOf(at.before, name)?.columns.map((column) => column.name);
        const missing = columns.filter((column) => there?.includes(column) === false);
        if (missing.length > 0)
          yield skipped(at, name, `${code(name)} is there already, without ${listed(missing)}`);
      }
      for (const { table, fields } of alterCommands(at, "AT_AddColumn")) {
        const wanted = asNode(fields["def"], "ColumnDef");
        const name = textOf(wanted?.["colname"]);
        const column = tableOf(at.before, table)?.columns.find((one) => one.name === name);
        const required = listOf(wanted?.["constraints"]).some(
          (item) => asNode(item, "Constraint")?.["contype"] === "CONSTR_NOTNULL",
        );
        if (column === undefined || !required || column.notNull !== null) continue;
        yield skipped(
          at,
          `${table}.${quoteIdentifier(name)}`,
          `${code(name)} of ${code(table)} is there already and may be NULL`,
        );
      }
    }
  },
};

const skipped = (at: Parameters<typeof relationNamed>[0], object: string, why: string) =>
  ({
    level: "warning",
    at,
    object,
    message: `${why}: IF NOT EXISTS skips the statement and says so in a NOTICE alone. Leave IF NOT EXISTS out so that the difference is seen, or ALTER what is there.`,
    evidence: "measured",
  }) as const;
