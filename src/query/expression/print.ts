import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Expression, Operation } from "./expression.ts";

/**
 * An expression over one table's columns as an index key, columns without their table; undefined for a form that
 * cannot be printed back with certainty. A call stands bare, everything else that is more than a column in brackets.
 */
export function printKey(expression: Expression): string | undefined {
  const text = print(expression);
  const bare = expression.kind === "column" || expression.kind === "call";
  return text === undefined || bare ? text : `(${text})`;
}

/** A condition over one table's columns as the predicate of an index, under the same terms. */
export const printPredicate = (condition: Expression): string | undefined => print(condition);

function print(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "column":
      return quoteIdentifier(expression.name);
    case "constant":
      return expression.text === undefined ? undefined : quoteLiteral(expression.text);
    case "cast": {
      const inner = print(expression.argument);
      return inner === undefined || expression.argument.kind === "constant"
        ? inner
        : `(${inner})::${quoteType(expression.type)}`;
    }
    case "call":
      return printCall(expression.name, expression.arguments);
    case "operation":
      return printOperation(expression);
    case "and":
    case "or": {
      const printed = expression.arguments.map(print);
      return printed.every((part) => part !== undefined)
        ? `(${printed.join(` ${expression.kind} `)})`
        : undefined;
    }
    case "not": {
      const inner = print(expression.argument);
      return inner === undefined ? undefined : `(not ${inner})`;
    }
    case "null test": {
      const inner = print(expression.argument);
      return inner === undefined
        ? undefined
        : `(${inner} is ${expression.negated ? "not " : ""}null)`;
    }
    case "parameter":
    case "subplan":
    case "other":
      return undefined;
  }
}

/** Operands that are operations themselves keep their brackets. */
function printOperation({ left, right, operator, quantifier }: Operation): string | undefined {
  const operand = (side: Expression | undefined): string | undefined => {
    const text = side && print(side);
    return text !== undefined && side?.kind === "operation" ? `(${text})` : text;
  };
  const [before, after] = [operand(left), operand(right)];
  if (before === undefined || after === undefined) return undefined;
  return quantifier === undefined
    ? `${before} ${operator} ${after}`
    : `${before} ${operator} ${quantifier} (${after})`;
}

const quoteType = (type: string): string =>
  type.endsWith("[]") ? `${quoteIdentifier(type.slice(0, -2))}[]` : quoteIdentifier(type);

function printCall(name: string, args: readonly Expression[]): string | undefined {
  const printed = args.map(print);
  return printed.every((part) => part !== undefined)
    ? `${name.split(".").map(quoteIdentifier).join(".")}(${printed.join(", ")})`
    : undefined;
}
