import { isObject, numberAt, objectAt, objectsAt, textAt, type RawObject } from "../plan/raw.ts";
import type { Expression } from "./expression.ts";

/** Reduces an expression node of the parse tree (the protobuf JSON of libpg-query). */
export function convert(node: unknown): Expression {
  if (!isObject(node)) return { kind: "other", arguments: [] };
  const [entry] = Object.entries(node);
  const body = entry?.[1];
  return entry === undefined || !isObject(body)
    ? { kind: "other", arguments: [] }
    : convertAs(entry[0], body);
}

function convertAs(type: string, body: RawObject): Expression {
  switch (type) {
    case "ColumnRef":
      return column(body);
    case "A_Const":
      return { kind: "constant", text: constant(body) };
    case "ParamRef":
      return { kind: "parameter" };
    case "TypeCast":
      return {
        kind: "cast",
        argument: convert(body["arg"]),
        type: typeName(objectAt(body, "typeName")),
      };
    case "CollateClause":
      return convert(body["arg"]);
    case "FuncCall":
      return {
        kind: "call",
        name: names(body, "funcname").join("."),
        arguments: list(body, "args"),
      };
    case "A_Expr":
      return operation(body);
    case "BoolExpr":
      return boolean(body);
    case "NullTest":
      return {
        kind: "null test",
        argument: convert(body["arg"]),
        negated: textAt(body, "nulltesttype") === "IS_NOT_NULL",
      };
    case "A_Indirection":
      return indirection(body);
    default:
      return { kind: "other", arguments: below(body) };
  }
}

/** EXPLAIN's references to plans below are quoted names by the time they are parsed: see `parseExpression`. */
function column(body: RawObject): Expression {
  const fields = names(body, "fields");
  const name = fields.at(-1) ?? "*";
  const plan = /^(hashed )?((?:Sub|Init)Plan \d+|rescan SubPlan \d+)$/.exec(name);
  if (plan) return { kind: "subplan", name: plan[2] ?? name, hashed: plan[1] !== undefined };
  return { kind: "column", table: fields.at(-2), name };
}

function indirection(body: RawObject): Expression {
  const inner = convert(body["arg"]);
  return inner.kind === "subplan" ? inner : { kind: "other", arguments: [inner] };
}

function operation(body: RawObject): Expression {
  const kind = textAt(body, "kind");
  const left = body["lexpr"] === undefined ? undefined : convert(body["lexpr"]);
  const right = body["rexpr"] === undefined ? undefined : convert(body["rexpr"]);
  const operator = names(body, "name").at(-1) ?? "";
  const quantifier =
    kind === "AEXPR_OP_ANY" || kind === "AEXPR_IN"
      ? "any"
      : kind === "AEXPR_OP_ALL"
        ? "all"
        : undefined;
  return { kind: "operation", operator, left, right, quantifier };
}

function boolean(body: RawObject): Expression {
  const args = list(body, "args");
  const [first] = args;
  switch (textAt(body, "boolop")) {
    case "AND_EXPR":
      return { kind: "and", arguments: args };
    case "OR_EXPR":
      return { kind: "or", arguments: args };
    case undefined:
    default:
      return first === undefined
        ? { kind: "other", arguments: [] }
        : { kind: "not", argument: first };
  }
}

/** The parser leaves a zero and a false out. */
function constant(body: RawObject): string | undefined {
  const [sval, ival, fval, boolval] = ["sval", "ival", "fval", "boolval"].map((key) =>
    objectAt(body, key),
  );
  if (sval !== undefined) return textAt(sval, "sval") ?? "";
  if (ival !== undefined) return String(numberAt(ival, "ival") ?? 0);
  if (fval !== undefined) return textAt(fval, "fval");
  return boolval === undefined ? undefined : String(boolval["boolval"] === true);
}

function names(body: RawObject, key: string): string[] {
  return objectsAt(body, key).flatMap((item) => {
    const text = objectAt(item, "String");
    return text === undefined ? [] : [textAt(text, "sval") ?? ""];
  });
}

function typeName(body: RawObject | undefined): string {
  if (body === undefined) return "";
  const bounds = objectsAt(body, "arrayBounds").length > 0 ? "[]" : "";
  return `${names(body, "names").at(-1) ?? ""}${bounds}`;
}

function list(body: RawObject, key: string): Expression[] {
  return objectsAt(body, key).map(convert);
}

/** The expressions inside a node that has no reduced form: CASE, COALESCE, ROW, ARRAY. */
function below(body: RawObject): Expression[] {
  return Object.values(body).flatMap((value) => {
    if (Array.isArray(value)) return value.filter(isObject).map(convert);
    return isObject(value) ? [convert(value)] : [];
  });
}
