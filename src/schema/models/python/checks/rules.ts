import { nameOf } from "../../../text.ts";
import type { Comparison, Condition } from "../../checks/condition.ts";
import type { SourceType } from "../../source.ts";
import { domainsOf } from "../../types.ts";
import { columnOperand, constantFor, plainType, type Scope } from "./operand.ts";
import { pythonPattern } from "./pattern.ts";
import { when, type Asked } from "./refusal.ts";

/** What the checks of one table come to in Python. */
export interface TableRules {
  /** Arguments of `Field` with their values, by column. */
  readonly fields: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What no argument says. */
  readonly refusals: readonly Refusal[];
  /** Checks that Postgres alone can ask, in whole or in part. */
  readonly untold: readonly string[];
}

/** A row is refused when a part of a check is false; with NULL it is unknown, and passes. */
export interface Refusal extends Asked {
  /** Of the constraint. */
  readonly name: string;
}

/** `patterns`: whether a pattern is an argument of `Field`. */
export function rulesOf(
  scope: Scope,
  checks: ReadonlyMap<string, Condition>,
  patterns: boolean,
): TableRules {
  const { entity } = scope;
  const fields = new Map(
    entity.columns.map(({ column, type }) => [column.name, sizeOf(type, patterns)]),
  );
  const refusals: Refusal[] = [];
  const untold: string[] = [];
  const ask = (name: string, condition: Condition | undefined, told: string): void => {
    const parts = condition === undefined ? [] : conjuncts(condition);
    const isTold = parts.map((part) => {
      const own = boundOf(part, scope, patterns);
      const field = own && fields.get(own.column);
      if (own !== undefined && field !== undefined && !(own.name in field)) {
        field[own.name] = own.value;
        return true;
      }
      const asked = when(false, part, scope);
      if (asked !== undefined) refusals.push({ name, ...asked });
      return asked !== undefined;
    });
    if (parts.length === 0 || isTold.includes(false)) untold.push(told);
  };
  for (const { name, definition, enforced } of entity.checks)
    if (enforced)
      ask(
        name,
        checks.get(definition),
        `${nameOf(entity.table)}: only Postgres asks ${name}, ${definition}.`,
      );
  for (const { column, type } of entity.columns)
    for (const { constraints } of domainsOf(type))
      for (const { name, definition } of constraints) {
        const condition = checks.get(definition);
        ask(
          name,
          condition && about(column.name, condition),
          `${nameOf(entity.table)}: only Postgres asks ${name} of ${column.name}, ${definition}.`,
        );
      }
  return { fields, refusals, untold };
}

/** The conditions that hold each by itself. */
const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.is === "and" ? condition.parts.flatMap(conjuncts) : [condition];

/** The condition of a domain, of a column that has it. */
function about(column: string, condition: Condition): Condition {
  return JSON.parse(
    JSON.stringify(condition, (key, value: unknown) => (key === "column" ? column : value)),
  ) as Condition;
}

/** What the type itself refuses. Of numeric, digits that Postgres would round away are refused too. */
function sizeOf(type: SourceType, patterns: boolean): Record<string, string> {
  const { base, modifiers, array } = plainType(type);
  const [size, scale = 0] = modifiers;
  if (array || size === undefined) return {};
  if (base === "character varying" || base === "character") return { max_length: String(size) };
  if (base === "numeric" && scale >= 0 && scale <= size)
    return { max_digits: String(size), decimal_places: String(scale) };
  if (!patterns) return {};
  if (base === "bit") return { pattern: `r"^[01]{${size}}$"` };
  return base === "bit varying" ? { pattern: `r"^[01]{0,${size}}$"` } : {};
}

interface Bound {
  readonly column: string;
  readonly name: string;
  readonly value: string;
}

const bounds: Readonly<Partial<Record<Comparison, string>>> = {
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

function boundOf(condition: Condition, scope: Scope, patterns: boolean): Bound | undefined {
  if (condition.is === "match") {
    const { operand, pattern, ignoreCase, negated } = condition;
    const side = columnOperand(operand, scope);
    const value = pythonPattern(pattern, ignoreCase, "pydantic");
    const isOwn =
      patterns &&
      !negated &&
      side?.kind === "text" &&
      operand.is === "column" &&
      operand.of === "value";
    return isOwn && value !== undefined
      ? { column: operand.column, name: "pattern", value }
      : undefined;
  }
  if (condition.is !== "compare") return undefined;
  const { left, operator, right } = condition;
  if (left.is !== "column" || right.is !== "constant") return undefined;
  const side = columnOperand(left, scope);
  const value = side && constantFor(right, side, undefined, scope);
  if (side === undefined || value === undefined) return undefined;
  if (left.of === "length") return lengthBound(left.column, operator, Number(value));
  const name = bounds[operator];
  return name !== undefined &&
    left.of === "value" &&
    (side.kind === "number" || side.kind === "float")
    ? { column: left.column, name, value }
    : undefined;
}

function lengthBound(column: string, operator: Comparison, value: number): Bound | undefined {
  if (!Number.isInteger(value) || value < 1) return undefined;
  if (operator === ">=" || operator === ">")
    return { column, name: "min_length", value: String(operator === ">" ? value + 1 : value) };
  return operator === "<=" || operator === "<"
    ? { column, name: "max_length", value: String(operator === "<" ? value - 1 : value) }
    : undefined;
}
