import { parseScript } from "../../../sql/parse.ts";
import { asNode, listOf } from "../../../sql/walk.ts";
import type { ModelSource } from "../source.ts";
import { domainsOf } from "../types.ts";
import type { Condition } from "./condition.ts";
import { readCondition } from "./read-condition.ts";

/** The conditions of the source's checks, by their definitions as Postgres prints them; those that say more are not in it. */
export async function readChecks(source: ModelSource): Promise<ReadonlyMap<string, Condition>> {
  const definitions = new Set(
    source.entities.flatMap(({ checks, columns }) => [
      ...checks.map(({ definition }) => definition),
      ...columns.flatMap(({ type }) =>
        domainsOf(type).flatMap((domain) => domain.constraints.map(({ definition }) => definition)),
      ),
    ]),
  );
  const found = new Map<string, Condition>();
  for (const definition of definitions) {
    const expression = expressionOf(definition);
    const [statement] = await parseScript(`select ${expression}`);
    const select = statement && asNode(statement.node, "SelectStmt");
    const [target] = listOf(select?.["targetList"]);
    const condition = readCondition(asNode(target, "ResTarget")?.["val"]);
    if (condition !== undefined) found.set(definition, condition);
  }
  return found;
}

/** `CHECK ((a > 0)) NOT VALID` without the words around the expression. */
export function expressionOf(definition: string): string {
  return definition
    .replace(/^CHECK \(/, "")
    .replace(/\)(?: NO INHERIT)?(?: NOT VALID| NOT ENFORCED)?$/, "");
}
