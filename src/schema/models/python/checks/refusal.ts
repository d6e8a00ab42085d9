import type { Comparison, Condition, Constant, Operand } from "../../checks/condition.ts";
import {
  columnOperand,
  constantFor,
  isOrdered,
  plainType,
  type Scope,
  type PythonOperand,
} from "./operand.ts";
import { pythonPattern } from "./pattern.ts";

/** An expression of Python that is true of rows which Postgres refuses. */
export interface Asked {
  readonly code: string;
  /** Those whose NULL would make it unknown; the expression is for values. */
  readonly columns: readonly string[];
  /** Those which are asked whether they are NULL. */
  readonly asksNull: readonly string[];
}

const opposite: Readonly<Record<Comparison, Comparison>> = {
  "=": "<>",
  "<>": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** When the condition has the truth value `wanted`, in Python; undefined where Python could see it differently. */
export function when(wanted: boolean, condition: Condition, scope: Scope): Asked | undefined {
  switch (condition.is) {
    case "and":
    case "or": {
      const parts = condition.parts.map((part) => when(wanted, part, scope));
      if (!parts.every((part) => part !== undefined)) return undefined;
      return joined(parts, scope, (condition.is === "and") === wanted);
    }
    case "not":
      return when(!wanted, condition.part, scope);
    case "null": {
      const is = condition.negated !== wanted;
      const code = `${scope.member(condition.column)} is ${is ? "None" : "not None"}`;
      return { code, columns: [], asksNull: [condition.column] };
    }
    case "in": {
      const { operand, values, negated } = condition;
      const left = columnOperand(operand, scope);
      const members = values.map((value) => constantOf(value, left, operand, scope));
      if (left === undefined || !members.every((member) => member !== undefined)) return undefined;
      const [only] = members;
      const list = members.length === 1 ? `(${only},)` : `(${members.join(", ")})`;
      return strict(`${left.code} ${negated === wanted ? "not in" : "in"} ${list}`, left);
    }
    case "match": {
      const { operand, pattern, ignoreCase, negated } = condition;
      const left = columnOperand(operand, scope);
      const regex = pythonPattern(pattern, ignoreCase, "re");
      if (left?.kind !== "text" || regex === undefined) return undefined;
      return strict(`${negated === wanted ? "not " : ""}re.search(${regex}, ${left.code})`, left);
    }
    case "compare":
      return compared(
        condition.left,
        wanted ? condition.operator : opposite[condition.operator],
        condition.right,
        scope,
      );
  }
}

const flipped: Readonly<Record<Comparison, Comparison>> = {
  "=": "=",
  "<>": "<>",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

function compared(
  one: Operand,
  operator: Comparison,
  other: Operand,
  scope: Scope,
): Asked | undefined {
  if (one.is === "constant" && other.is === "column")
    return compared(other, flipped[operator], one, scope);
  const left = columnOperand(one, scope);
  if (left === undefined || (operator !== "=" && operator !== "<>" && !isOrdered(left)))
    return undefined;
  const python = operator === "=" ? "==" : operator === "<>" ? "!=" : operator;
  if (other.is === "constant") {
    const constant = constantOf(other, left, one, scope);
    if (constant === undefined) return undefined;
    if (left.kind === "boolean")
      return strict(
        `${(constant === "True") === (operator === "=") ? "" : "not "}${left.code}`,
        left,
      );
    return strict(`${left.code} ${python} ${constant}`, left);
  }
  const right = columnOperand(other, scope);
  const isSame = left.kind === right?.kind && (left.kind === "number" || left.type === right.type);
  // the zone of a moment may be missing on one side only
  if (right === undefined || !isSame || left.kind === "fixed") return undefined;
  return strict(`${left.code} ${python} ${right.code}`, left, right);
}

function constantOf(
  constant: Constant,
  left: PythonOperand | undefined,
  operand: Operand,
  scope: Scope,
): string | undefined {
  if (left === undefined || operand.is !== "column") return undefined;
  const column = scope.entity.columns.find(({ column: { name } }) => name === operand.column);
  return constantFor(constant, left, column && plainType(column.type).modifiers[0], scope);
}

const strict = (code: string, ...sides: readonly PythonOperand[]): Asked => ({
  code,
  columns: [...new Set(sides.flatMap(({ columns }) => columns))],
  asksNull: [],
});

/** Of several parts each has its own NULLs, so those of `or` stand at the parts. */
function joined(parts: readonly Asked[], scope: Scope, all: boolean): Asked {
  const asksNull = [...new Set(parts.flatMap((part) => part.asksNull))];
  if (all)
    return {
      code: parts.map(({ code }) => bracketed(code)).join(" and "),
      columns: [...new Set(parts.flatMap(({ columns }) => columns))],
      asksNull,
    };
  const guarded = parts.map((part) =>
    bracketed(withGuards(part.code, part.columns.map(scope.member))),
  );
  return { code: guarded.join(" or "), columns: [], asksNull };
}

const bracketed = (code: string): string => (/ (and|or) /.test(code) ? `(${code})` : code);

/** The expression, asked where these members have values. */
export function withGuards(code: string, members: readonly string[]): string {
  const guards = members.map((member) => `${member} is not None`);
  return [...guards, guards.length > 0 && / or /.test(code) ? `(${code})` : code].join(" and ");
}
