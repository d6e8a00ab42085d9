import { parseScript } from "../../sql/parse.ts";
import { asNode, isFields, listOf, nameParts, textOf, walk, type Fields } from "../../sql/walk.ts";

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
      const { columns, values } = partsOf(fields);
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

function partsOf(node: unknown): { columns: Set<string>; values: Set<string> } {
  const [columns, values] = [new Set<string>(), new Set<string>()];
  walk(node, (tag, fields) => {
    if (tag === "SubLink") return false;
    if (tag === "A_Const") constantOf(fields).forEach((value) => values.add(value));
    if (tag === "ColumnRef")
      columns.add(textOf(asNode(listOf(fields["fields"]).at(-1), "String")?.["sval"]));
    return true;
  });
  return { columns, values };
}

function constantOf({ ival, fval, sval }: Fields): string[] {
  if (isFields(ival)) return [textOf(ival["ival"] ?? 0)];
  if (isFields(fval)) return [textOf(fval["fval"])];
  return isFields(sval) ? [textOf(sval["sval"])] : [];
}
