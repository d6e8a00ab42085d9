import { parseScript } from "../../sql/parse.ts";
import { isObject, objectAt, objectsAt } from "../plan/raw.ts";
import { convert } from "./convert.ts";
import type { Expression } from "./expression.ts";

/**
 * Parses what EXPLAIN prints for a condition or a list of keys. Empty when it is no SQL: rules then stay silent.
 * References to other parts of the plan, `(hashed SubPlan 1)`, are no SQL and become quoted names first.
 */
export async function parseExpression(text: string): Promise<readonly Expression[]> {
  try {
    const [statement] = await parseScript(`select ${withoutOrdering(withoutReferences(text))}`);
    return targets(statement?.node);
  } catch {
    return [];
  }
}

/** `EXISTS(SubPlan 1)` and `(ANY (a = (SubPlan 1).col1))` look like keywords used wrongly: as quoted names they are calls. */
function withoutReferences(text: string): string {
  return text
    .replaceAll(/\b(EXISTS|ARRAY)(?=\((?:Sub|Init)Plan \d)/g, (word) => `"${word.toLowerCase()}"`)
    .replaceAll(/\((ANY|ALL) \(/g, (_, word: string) => `("${word.toLowerCase()}"(`)
    .replaceAll(
      /\((?:hashed |rescan )?(?:Sub|Init)Plan \d+\)/g,
      (reference) => `("${reference.slice(1, -1)}")`,
    );
}

/** `Sort Key` has `DESC NULLS LAST` after an expression, which a select list has not. */
function withoutOrdering(text: string): string {
  return text
    .replaceAll(/ (?:ASC|DESC)?(?: NULLS (?:FIRST|LAST))?(?=,|$)/g, "")
    .replaceAll(/ USING \S+(?=,|$)/g, "");
}

function targets(node: unknown): Expression[] {
  const select = isObject(node) ? objectAt(node, "SelectStmt") : undefined;
  return (select === undefined ? [] : objectsAt(select, "targetList")).flatMap((item) => {
    const target = objectAt(item, "ResTarget");
    return target === undefined ? [] : [convert(target["val"])];
  });
}
