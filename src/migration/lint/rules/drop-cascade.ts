import { asNode, textOf } from "../../../sql/walk.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { drops } from "./facts/drops.ts";
import { lost } from "./facts/lost.ts";
import { listed } from "./facts/names.ts";

const most = 10;

export const dropCascade: LintRule = {
  id: "drop-cascade",
  title: "CASCADE that drops what is not named",
  condition: "A DROP with CASCADE takes objects along that the statement does not name.",
  effect: "Views, foreign keys, functions or columns of others are gone, unannounced.",
  workaround: "Drop the dependents by name, and DROP without CASCADE.",
  *check(set) {
    for (const at of set.statements) {
      const named = [
        ...drops(at)
          .filter(({ cascades }) => cascades)
          .map(({ name }) => name),
        ...alterCommands(at, "AT_DropColumn", "AT_DropConstraint")
          .filter(({ cascades }) => cascades)
          .map(({ table, name }) => `${table}.${quoteIdentifier(name)}`),
      ];
      if (
        named.length === 0 ||
        textOf(asNode(at.statement.node, "DropStmt")?.["removeType"]) === "OBJECT_SCHEMA"
      )
        continue;
      const others = lost(at.before, at.after).filter(
        (object) => !named.some((name) => isSame(object, name)),
      );
      if (others.length === 0) continue;
      const more = others.length > most ? ` and ${others.length - most} more` : "";
      yield {
        level: "error",
        at,
        object: named.join(", "),
        message: `CASCADE drops more than is named: ${listed(others.slice(0, most))}${more}. Drop these by name in their order, or change what depends, and leave CASCADE out: then Postgres refuses what was forgotten.`,
        evidence: "measured",
      };
    }
  },
};

/** A constraint of the dropped column goes with it by itself. */
function isSame(object: string, name: string): boolean {
  const [, bare = ""] = /^\S+ (.*)$/.exec(object) ?? [];
  return (
    bare === name ||
    bare.startsWith(`${name}(`) ||
    bare.startsWith(`${name}.`) ||
    bare.endsWith(`.${name}`) ||
    bare.endsWith(`.${name}()`)
  );
}
