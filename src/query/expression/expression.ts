/** A scalar expression, reduced to what decides whether an index can serve it. */
export type Expression =
  | { readonly kind: "column"; readonly table: string | undefined; readonly name: string }
  | { readonly kind: "constant"; readonly text: string | undefined }
  | { readonly kind: "parameter" }
  /** `SubPlan 1`, `InitPlan 1`, as EXPLAIN refers to a plan below; `hashed` subplans run once. */
  | { readonly kind: "subplan"; readonly name: string; readonly hashed: boolean }
  | { readonly kind: "cast"; readonly argument: Expression; readonly type: string }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  | Operation
  | { readonly kind: "and" | "or"; readonly arguments: readonly Expression[] }
  | { readonly kind: "not"; readonly argument: Expression }
  | { readonly kind: "null test"; readonly argument: Expression; readonly negated: boolean }
  | { readonly kind: "other"; readonly arguments: readonly Expression[] };

/** `left operator right`, or `left operator ANY (right)`. */
export interface Operation {
  readonly kind: "operation";
  readonly operator: string;
  readonly left: Expression | undefined;
  readonly right: Expression | undefined;
  readonly quantifier: "any" | "all" | undefined;
}

export type Column = Extract<Expression, { kind: "column" }>;

/** The direct parts of an expression. */
export function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "cast":
    case "not":
    case "null test":
      return [expression.argument];
    case "call":
    case "and":
    case "or":
    case "other":
      return expression.arguments;
    case "operation":
      return [expression.left, expression.right].filter((part) => part !== undefined);
    case "column":
    case "constant":
    case "parameter":
    case "subplan":
      return [];
  }
}

/** The expression and everything inside it, outermost first. */
export function* everything(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of parts(expression)) yield* everything(part);
}

export function columnsOf(expression: Expression): Column[] {
  return [...everything(expression)].filter((part) => part.kind === "column");
}

/** What must all hold for the expression to hold. */
export function conjuncts(expression: Expression): Expression[] {
  return expression.kind === "and" ? expression.arguments.flatMap(conjuncts) : [expression];
}
