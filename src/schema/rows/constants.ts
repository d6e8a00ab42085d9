import { columnsAndConstants } from "../../sql/constants.ts";
import { parseScript } from "../../sql/parse.ts";
import { listOf, nameParts, walk, type Fields } from "../../sql/walk.ts";

/** What a condition compares one column with. */
export interface Mentioned {
  readonly values: Set<string>;
  /** Patterns of LIKE, and regular expressions. */
  readonly patterns: Set<{ readonly kind: "like" | "regex"; readonly text: string }>;
}

/** By column. A domain's value is called `value`. Conditions as Postgres prints them; what does not parse says nothing. */
export async function mentionedIn(
  conditions: readonly string[],
): Promise<ReadonlyMap<string, Mentioned>> {
  const found = new Map<string, Mentioned>();
  for (const condition of conditions) {
    const [statement] = await parseScript(`select ${condition}`).catch(() => []);
    walk(statement?.node, (tag, fields) => {
      if (tag !== "A_Expr" && tag !== "FuncCall") return;
      const { columns, values } = columnsAndConstants(fields);
      const kind = patternKind(fields);
      for (const column of columns) {
        const mentioned: Mentioned = found.get(column) ?? {
          values: new Set(),
          patterns: new Set(),
        };
        found.set(column, mentioned);
        for (const text of values) {
          mentioned.values.add(text);
          if (kind !== undefined) mentioned.patterns.add({ kind, text });
        }
      }
    });
  }
  return found;
}

/** The condition of a CHECK as `pg_get_constraintdef` prints it. */
export const conditionOf = (definition: string): string =>
  definition.replace(/^CHECK /, "").replace(/(?: NO INHERIT| NOT VALID| NOT ENFORCED)+$/, "");

function patternKind(fields: Fields): "like" | "regex" | undefined {
  const operator = nameParts(listOf(fields["name"])).at(-1) ?? "";
  if (operator === "~~" || operator === "~~*") return "like";
  if (operator === "~" || operator === "~*") return "regex";
  return nameParts(fields["funcname"]).at(-1)?.startsWith("regexp_") === true ? "regex" : undefined;
}
