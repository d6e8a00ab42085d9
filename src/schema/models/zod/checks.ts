import type { ColumnValue, Comparison, Condition, Constant } from "../checks/condition.ts";
import { javascriptPattern } from "../checks/pattern.ts";
import { literal } from "../js/text.ts";
import type { SourceType } from "../source.ts";

/** A condition on one value that is not NULL, as an expression of JavaScript in `value`; undefined where the two could differ. */
export function conditionOn(type: SourceType, condition: Condition): string | undefined {
  if (type.array) return undefined;
  if (type.under !== undefined) return conditionOn(type.under, condition);
  switch (condition.is) {
    case "and":
    case "or": {
      const parts = condition.parts.map((part) => conditionOn(type, part));
      if (!parts.every((part) => part !== undefined)) return undefined;
      return `(${parts.join(condition.is === "and" ? " && " : " || ")})`;
    }
    case "not": {
      const part = conditionOn(type, condition.part);
      return part === undefined ? undefined : `!${part.startsWith("(") ? part : `(${part})`}`;
    }
    case "null":
      return String(condition.negated);
    case "in": {
      const { operand, values, negated } = condition;
      const parts = values.map((value) => comparison(type, operand, negated ? "<>" : "=", value));
      return operand.is !== "column" || !parts.every((part) => part !== undefined)
        ? undefined
        : `(${parts.join(negated ? " && " : " || ")})`;
    }
    case "match": {
      const { operand, pattern, ignoreCase, negated } = condition;
      const body = javascriptPattern(pattern, ignoreCase);
      const subject =
        operand.is === "column" && isText(type, operand) ? textOf(operand) : undefined;
      return body === undefined || subject === undefined
        ? undefined
        : `${negated ? "!" : ""}/${body}/${ignoreCase ? "is" : "su"}.test(${subject})`;
    }
    case "compare": {
      const { left, operator, right } = condition;
      return right.is === "constant"
        ? comparison(type, left, operator, right)
        : comparison(type, right, flipped[operator], left);
    }
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

/** The conditions that hold each by itself. */
export const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.is === "and" ? condition.parts.flatMap(conjuncts) : [condition];

/** What the condition comes to for NULL: undefined is unknown, which passes. */
export function forNull(condition: Condition): boolean | undefined {
  if (condition.is === "null") return !condition.negated;
  if (condition.is === "not") {
    const part = forNull(condition.part);
    return part === undefined ? undefined : !part;
  }
  if (condition.is !== "and" && condition.is !== "or") return undefined;
  const decides = condition.is === "or";
  const parts = condition.parts.map(forNull);
  if (parts.includes(decides)) return decides;
  return parts.includes(undefined) ? undefined : !decides;
}

function comparison(
  type: SourceType,
  operand: ColumnValue | Constant,
  operator: Comparison,
  constant: Constant | ColumnValue,
): string | undefined {
  if (operand.is !== "column" || constant.is !== "constant") return undefined;
  const js = operator === "=" ? "===" : operator === "<>" ? "!==" : operator;
  const equality = operator === "=" || operator === "<>";
  if (constant.kind === "boolean")
    return type.base === "boolean" && equality && operand.of === "value"
      ? `value ${js} ${constant.value}`
      : undefined;
  if (constant.kind === "number") return compareNumber(type, operand, js, constant);
  if (!equality) return undefined;
  if (type.kind === "enum") return `value ${js} ${literal(constant.value)}`;
  if (type.base === "character" && operand.cast === undefined && operand.of === "value")
    return `value.replace(/ +$/, "") ${js} ${literal(constant.value.replace(/ +$/, ""))}`;
  return isText(type, operand) && operand.of !== "length"
    ? `${textOf(operand)} ${js} ${literal(constant.value)}`
    : undefined;
}

function compareNumber(
  type: SourceType,
  operand: ColumnValue,
  js: string,
  { value, cast = "" }: Constant,
): string | undefined {
  // more digits than a double keeps
  if (!/^-?\d+(\.\d+)?$/.test(value) || value.replaceAll(/\D/g, "").length > 15) return undefined;
  if (operand.of === "length")
    return isText(type, operand) ? `characters(value) ${js} ${value}` : undefined;
  if (operand.of !== "value") return undefined;
  const to = operand.cast ?? "";
  const constantText = cast === "float4" ? `Math.fround(${value})` : value;
  switch (type.base) {
    case "smallint":
    case "integer":
      return /^(|int4|int8|numeric|float8)$/.test(to) ? `value ${js} ${constantText}` : undefined;
    case "double precision":
      return to === "" ? `value ${js} ${constantText}` : undefined;
    case "real":
      return /^(|float8)$/.test(to) ? `Math.fround(value) ${js} ${constantText}` : undefined;
    case "bigint":
      return /^(|numeric)$/.test(to) ? `compare(value, "${value}") ${js} 0` : undefined;
    case "numeric": {
      const [precision, scale = 0] = type.modifiers;
      return to === ""
        ? `compare(value, "${value}"${precision === undefined ? "" : `, ${scale}`}) ${js} 0`
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Texts are the same where their characters are, and only there: not those of `citext`. */
const isText = ({ base, kind }: SourceType, { cast }: ColumnValue): boolean =>
  kind === "built-in" &&
  /^(text|character varying)$/.test(base) &&
  (cast === undefined || cast === "text" || cast === "varchar");

const textOf = ({ of }: ColumnValue): string =>
  of === "trimmed" ? 'value.replace(/^ +| +$/g, "")' : "value";
