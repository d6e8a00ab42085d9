import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ForeignKey } from "../../integrity/foreign-keys.ts";
import { tableOf } from "../../integrity/references.ts";
import { nameOf } from "../../rows/name.ts";
import type { MakeRecipe } from "./strategy.ts";

/** The database deletes what refers to deleted rows, now and from now on. */
export const cascade: MakeRecipe = ({ catalog, table, refusing, allRefusing }) =>
  refusing.length === 0 || allRefusing.some(({ temporal }) => temporal)
    ? undefined
    : {
        name: "cascade",
        takes: "all",
        pros: "One statement, and no later delete is refused.",
        cons: "Every later delete takes these rows along without a word. Have plan_migration change the constraints first.",
        statements: (condition) => [
          ...allRefusing.map((key) => cascading(catalog, key)),
          `DELETE FROM ${nameOf(table)} WHERE ${condition}`,
        ],
      };

function cascading(catalog: Catalog, { name, from }: ForeignKey): string {
  const definition =
    tableOf(catalog, from)?.constraints.find((constraint) => constraint.name === name)
      ?.definition ?? "";
  const [before = "", after = ""] = split(definition);
  const own = quoteIdentifier(name);
  return `ALTER TABLE ${nameOf(from)} DROP CONSTRAINT ${own}, ADD CONSTRAINT ${own} ${before} ON DELETE CASCADE${after}`;
}

/** `ON DELETE` stands behind `ON UPDATE` and before DEFERRABLE and NOT VALID. */
function split(definition: string): string[] {
  const bare = definition.replace(
    / ON DELETE (?:NO ACTION|RESTRICT|SET NULL(?: \([^)]*\))?|SET DEFAULT(?: \([^)]*\))?)/,
    "",
  );
  const found = /^(.*?)((?: (?:NOT )?DEFERRABLE| INITIALLY DEFERRED| NOT VALID)*)$/s.exec(bare);
  return found?.slice(1) ?? [bare, ""];
}
