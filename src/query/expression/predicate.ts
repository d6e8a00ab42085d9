import { columnsOf, everything, type Expression, type Operation } from "./expression.ts";

export type Comparison = "equality" | "range" | "pattern" | "null" | "containment";

/** A conjunct that compares something of one table with something that is not of it. */
export interface Predicate {
  readonly comparison: Comparison;
  readonly operator: string;
  /** The side that holds the table's columns. */
  readonly subject: Expression;
  readonly value: Expression | undefined;
}

const comparisons: Record<string, Comparison> = {
  "=": "equality",
  "<": "range",
  "<=": "range",
  ">": "range",
  ">=": "range",
  "~~": "pattern",
  "~~*": "pattern",
  "~": "pattern",
  "~*": "pattern",
  "@>": "containment",
  "<@": "containment",
  "&&": "containment",
  "@@": "containment",
  "?": "containment",
};
const mirrored: Record<string, string> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** Reads a conjunct as a predicate on the table behind `alias`; undefined when no index on the table alone could serve it. */
export function predicateOn(alias: string, conjunct: Expression): Predicate | undefined {
  if (conjunct.kind === "null test" && !conjunct.negated)
    return ofTable(alias, conjunct.argument)
      ? { comparison: "null", operator: "is null", subject: conjunct.argument, value: undefined }
      : undefined;
  const truth = conjunct.kind === "not" ? conjunct.argument : conjunct;
  if (truth.kind === "column")
    return { comparison: "equality", operator: "is", subject: truth, value: undefined };
  return conjunct.kind === "operation" ? fromOperation(alias, conjunct) : undefined;
}

function fromOperation(alias: string, operation: Operation): Predicate | undefined {
  const { left, right, operator } = operation;
  if (left === undefined || right === undefined || operation.quantifier === "all") return undefined;
  const comparison = comparisons[operator];
  if (comparison === undefined || comesFromSubplan(left) || comesFromSubplan(right))
    return undefined;
  if (ofTable(alias, left) && !mentions(alias, right))
    return { comparison, operator, subject: left, value: right };
  if (ofTable(alias, right) && !mentions(alias, left) && operation.quantifier === undefined)
    return { comparison, operator: mirrored[operator] ?? operator, subject: right, value: left };
  return undefined;
}

/** A SubPlan runs for each row, so its result is no constant to look up; an InitPlan's is. */
function comesFromSubplan(expression: Expression): boolean {
  return [...everything(expression)].some(
    (part) => part.kind === "subplan" && part.name.includes("SubPlan"),
  );
}

function mentions(alias: string, expression: Expression): boolean {
  return columnsOf(expression).some(({ table }) => table === undefined || table === alias);
}

function ofTable(alias: string, expression: Expression): boolean {
  const columns = columnsOf(expression);
  return columns.length > 0 && columns.every(({ table }) => table === undefined || table === alias);
}

/** The text of a constant under any casts. */
export function constantText(expression: Expression | undefined): string | undefined {
  if (expression?.kind === "cast") return constantText(expression.argument);
  return expression?.kind === "constant" ? expression.text : undefined;
}
