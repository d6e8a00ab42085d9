import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Expression } from "./expression.ts";

/**
 * An expression over one table's columns as an index key, columns without their table; undefined for a form that
 * cannot be printed back with certainty. A call stands bare, everything else that is more than a column in brackets.
 */
export function printKey(expression: Expression): string | undefined {
  const text = print(expression);
  const bare = expression.kind === "column" || expression.kind === "call";
  return text === undefined || bare ? text : `(${text})`;
}

function print(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "column":
      return quoteIdentifier(expression.name);
    case "constant":
      return expression.text === undefined ? undefined : quoteLiteral(expression.text);
    case "cast":
      return expression.argument.kind === "constant" ? print(expression.argument) : undefined;
    case "call":
      return printCall(expression.name, expression.arguments);
    case "operation": {
      const { left, right, operator, quantifier } = expression;
      const [before, after] = [left && print(left), right && print(right)];
      return before === undefined || after === undefined || quantifier !== undefined
        ? undefined
        : `${before} ${operator} ${after}`;
    }
    case "parameter":
    case "subplan":
    case "and":
    case "or":
    case "not":
    case "null test":
    case "other":
      return undefined;
  }
}

function printCall(name: string, args: readonly Expression[]): string | undefined {
  const printed = args.map(print);
  return printed.every((part) => part !== undefined)
    ? `${name.split(".").map(quoteIdentifier).join(".")}(${printed.join(", ")})`
    : undefined;
}
