import { asNode, isFields, listOf, nameParts, walk, type Fields } from "./walk.ts";

/** Whether a condition can tell one row from another: `WHERE true`, `1 = 1`, `x = x` and a missing one cannot. */
export function restricts(condition: unknown): boolean {
  if (condition === undefined) return false;
  const bool = asNode(condition, "BoolExpr");
  const args = listOf(bool?.["args"]);
  if (bool?.["boolop"] === "AND_EXPR") return args.some(restricts);
  if (bool?.["boolop"] === "OR_EXPR") return args.every(restricts) && !complementary(args);
  if (asNode(condition, "CurrentOfExpr") !== undefined) return true;
  return mentionsColumn(condition) && !comparesWithItself(asNode(condition, "A_Expr"));
}

function mentionsColumn(condition: unknown): boolean {
  let found = false;
  walk(condition, (tag) => {
    found ||= tag === "ColumnRef";
  });
  return found;
}

/** `x = x`, `x <= x`: true for every row in which x is not null. */
function comparesWithItself(expression: Fields | undefined): boolean {
  const reflexive = ["=", "<=", ">="].includes(nameParts(expression?.["name"]).at(-1) ?? "");
  return reflexive && print(expression?.["lexpr"]) === print(expression?.["rexpr"]);
}

/** `x IS NULL OR x IS NOT NULL`. */
function complementary(args: readonly unknown[]): boolean {
  const tests = args.map((arg) => asNode(arg, "NullTest"));
  const tested = (type: string): string[] =>
    tests.filter((test) => test?.["nulltesttype"] === type).map((test) => print(test?.["arg"]));
  return tested("IS_NULL").some((arg) => tested("IS_NOT_NULL").includes(arg));
}

/** The tree without its positions. */
function print(node: unknown): string {
  return (
    JSON.stringify(node, (key, value: unknown) =>
      key === "location" && !isFields(value) ? undefined : value,
    ) ?? ""
  );
}
