import { asNode, isFields, listOf, nameParts, tagged, textOf } from "../../../sql/walk.ts";
import type { Fields } from "../../../sql/walk.ts";
import type { ColumnValue, Comparison, Condition, Constant, Operand } from "./condition.ts";

/** Reads the parse tree of an expression; undefined where it says more than a condition can. */
export function readCondition(node: unknown): Condition | undefined {
  const [tag, fields] = tagged(node) ?? [];
  if (fields === undefined) return undefined;
  if (tag === "BoolExpr") return readLogic(fields);
  if (tag === "A_Expr") return readExpression(fields);
  if (tag === "NullTest") {
    const operand = readOperand(fields["arg"]);
    return operand?.is === "column" && operand.of === "value"
      ? { is: "null", column: operand.column, negated: fields["nulltesttype"] === "IS_NOT_NULL" }
      : undefined;
  }
  const operand = readOperand(node);
  const yes: Constant = { is: "constant", kind: "boolean", value: "true", cast: undefined };
  return operand?.is === "column" && operand.of === "value"
    ? { is: "compare", left: operand, operator: "=", right: yes }
    : undefined;
}

function readLogic(fields: Fields): Condition | undefined {
  const parts = listOf(fields["args"]).map(readCondition);
  if (!parts.every((part) => part !== undefined)) return undefined;
  const [first] = parts;
  if (fields["boolop"] === "NOT_EXPR") return first && { is: "not", part: first };
  return { is: fields["boolop"] === "OR_EXPR" ? "or" : "and", parts };
}

const comparisons: readonly string[] = ["=", "<>", "<", "<=", ">", ">="];
const isComparison = (operator: string): operator is Comparison => comparisons.includes(operator);

function readExpression(fields: Fields): Condition | undefined {
  const [operator = "", ...rest] = nameParts(fields["name"]);
  // OPERATOR(public.~) is somebody else's
  if (rest.length > 0) return undefined;
  const left = readOperand(fields["lexpr"]);
  if (left === undefined) return undefined;
  if (fields["kind"] === "AEXPR_OP_ANY" || fields["kind"] === "AEXPR_OP_ALL") {
    const negated = fields["kind"] === "AEXPR_OP_ALL";
    const values = readArray(fields["rexpr"]);
    return values !== undefined && operator === (negated ? "<>" : "=")
      ? { is: "in", operand: left, values, negated }
      : undefined;
  }
  if (fields["kind"] !== "AEXPR_OP") return undefined;
  const right = readOperand(fields["rexpr"]);
  if (right === undefined) return undefined;
  if (isComparison(operator)) return { is: "compare", left, operator, right };
  if (!/^!?~\*?$/.test(operator) || right.is !== "constant") return undefined;
  return {
    is: "match",
    operand: left,
    pattern: right.value,
    ignoreCase: operator.endsWith("*"),
    negated: operator.startsWith("!"),
  };
}

/** `ARRAY['a'::text, 'b'::text]`, or a cast of it. */
function readArray(node: unknown): Constant[] | undefined {
  const cast = asNode(node, "TypeCast");
  const array = asNode(cast?.["arg"] ?? node, "A_ArrayExpr");
  if (array === undefined) return undefined;
  const values = listOf(array["elements"]).map(readOperand);
  return values.every((value): value is Constant => value?.is === "constant") ? values : undefined;
}

function readOperand(node: unknown): Operand | undefined {
  const [tag, fields] = tagged(node) ?? [];
  if (fields === undefined) return undefined;
  if (tag === "ColumnRef") {
    const names = nameParts(fields["fields"]);
    const [column] = names;
    return column === undefined || names.length > 1 ? undefined : columnValue(column);
  }
  if (tag === "A_Const") return readConstant(fields);
  if (tag === "TypeCast") {
    const operand = readOperand(fields["arg"]);
    const cast = typeText(fields["typeName"]);
    const usable = operand !== undefined && cast !== undefined && operand.cast === undefined;
    if (!usable || (operand.is === "column" && operand.of !== "value")) return undefined;
    return numberIn({ ...operand, cast });
  }
  if (tag === "FuncCall") return readCall(fields);
  return tag === "A_Expr" ? readMinus(fields) : undefined;
}

const columnValue = (column: string): ColumnValue => ({
  is: "column",
  column,
  cast: undefined,
  of: "value",
});

const numberTypes = /^(int2|int4|int8|numeric|float4|float8)$/;

/** `'-5'::integer` is how Postgres prints a negative number. */
function numberIn(operand: Operand): Operand {
  return operand.is === "constant" &&
    operand.kind === "text" &&
    numberTypes.test(operand.cast ?? "")
    ? { ...operand, kind: "number" }
    : operand;
}

function readMinus(fields: Fields): Operand | undefined {
  const right = readOperand(fields["rexpr"]);
  const minus = fields["lexpr"] === undefined && nameParts(fields["name"]).join(".") === "-";
  return minus && right?.is === "constant" && right.kind === "number"
    ? { ...right, value: `-${right.value}` }
    : undefined;
}

/** Functions of Postgres as it prints them with an empty search path. */
const functions: Readonly<Record<string, ColumnValue["of"]>> = {
  length: "length",
  char_length: "length",
  character_length: "length",
  btrim: "trimmed",
  "pg_catalog.btrim": "trimmed",
};

function readCall(fields: Fields): Operand | undefined {
  const of = functions[nameParts(fields["funcname"]).join(".")];
  const args = listOf(fields["args"]);
  const operand = args.length === 1 ? readOperand(args[0]) : undefined;
  return of !== undefined && operand?.is === "column" && operand.of === "value"
    ? { ...operand, of }
    : undefined;
}

function readConstant(fields: Fields): Constant | undefined {
  if (fields["isnull"] === true) return undefined;
  const { sval, ival, fval, boolval } = fields;
  if (isFields(sval)) return constant("text", textOf(sval["sval"]));
  if (isFields(ival)) return constant("number", textOf(ival["ival"]) || "0");
  if (isFields(fval)) return constant("number", textOf(fval["fval"]));
  if (isFields(boolval)) return constant("boolean", String(boolval["boolval"] === true));
  return undefined;
}

const constant = (kind: Constant["kind"], value: string): Constant => ({
  is: "constant",
  kind,
  value,
  cast: undefined,
});

/** The last part of a type's name, without `pg_catalog`; of arrays and modifiers nothing is understood. */
function typeText(node: unknown): string | undefined {
  if (!isFields(node)) return undefined;
  const names = nameParts(node["names"]);
  if (listOf(node["arrayBounds"]).length > 0 || listOf(node["typmods"]).length > 0)
    return undefined;
  return names[0] === "pg_catalog" ? names.slice(1).join(".") : names.join(".");
}
