import { asNode, listOf, nameParts, textOf, walk, type Fields } from "../../sql/walk.ts";
import { refused } from "./refusal.ts";

/** A name in a query that Postgres will look up: function, operator, type or relation. */
export interface Name {
  readonly kind: "f" | "o" | "t" | "r";
  /** Null when the search path decides. */
  readonly schema: string | null;
  readonly name: string;
  /** Of a function; -1 for any number. */
  readonly args: number;
}

const ANY = -1;

/** The functions behind which Postgres before 16 looked for a function of that name; now they are syntax. */
const SYNTAX_SINCE: Readonly<Record<string, string>> = {
  JsonFuncExpr: "json_exists json_query json_value",
  JsonTable: "json_table",
  JsonParseExpr: "json",
  JsonScalarExpr: "json_scalar",
  JsonSerializeExpr: "json_serialize",
  JsonObjectConstructor: "json_object",
  JsonArrayConstructor: "json_array",
  JsonArrayQueryConstructor: "json_array",
  JsonObjectAgg: "json_objectagg",
  JsonArrayAgg: "json_arrayagg",
};

/** Operators that a syntax stands for without writing them. */
const IMPLIED: Readonly<Record<string, string>> = {
  AEXPR_BETWEEN: ">= <=",
  AEXPR_NOT_BETWEEN: "< >",
  AEXPR_BETWEEN_SYM: ">= <=",
  AEXPR_NOT_BETWEEN_SYM: "< >",
};

/**
 * Every name that a query may make Postgres look up, each once; more rather than fewer. `t.f` may call `f(t)`, and `f(x)` may
 * cast to the type f.
 */
export function namesOf(query: unknown): Name[] {
  const found = new Map<string, Name>();
  const add = (kind: Name["kind"], parts: readonly string[], args = ANY): void => {
    for (const name of spellings(parts.at(-1) ?? "")) {
      const schema = parts.at(-2) ?? null;
      found.set(`${kind} ${schema ?? ""} ${name} ${args}`, { kind, schema, name, args });
    }
  };
  walk(query, (tag, fields) => {
    READERS[tag]?.(fields, add);
    for (const name of SYNTAX_SINCE[tag]?.split(" ") ?? []) add("f", [name]);
  });
  return [...found.values()];
}

type Add = (kind: Name["kind"], parts: readonly string[], args?: number) => void;

const READERS: Readonly<Record<string, (fields: Fields, add: Add) => void>> = {
  FuncCall: readCall,
  RangeVar: (fields, add) => {
    add(
      "r",
      [fields["schemaname"], fields["relname"]].filter((part) => typeof part === "string"),
    );
  },
  TypeName: (fields, add) => {
    const parts = nameParts(fields["names"]);
    if (parts.at(-2) !== "pg_catalog") add("t", parts);
  },
  A_Expr: (fields, add) => {
    add("o", nameParts(fields["name"]));
    for (const name of IMPLIED[textOf(fields["kind"])]?.split(" ") ?? []) add("o", [name]);
  },
  SubLink: (fields, add) => {
    const parts = nameParts(fields["operName"]);
    add("o", parts.length > 0 ? parts : ["="]);
  },
  CaseExpr: (fields, add) => {
    if (fields["arg"] !== undefined) add("o", ["="]);
  },
  JoinExpr: (_, add) => add("o", ["="]),
  SortBy: (fields, add) => {
    const parts = nameParts(fields["useOp"]);
    if (parts.length > 0) add("o", parts);
  },
  RangeTableSample: (fields, add) => add("f", nameParts(fields["method"])),
  ColumnRef: (fields, add) => {
    const parts = listOf(fields["fields"]);
    if (parts.length > 1) attribute(parts.at(-1), add);
  },
  A_Indirection: (fields, add) => {
    for (const part of listOf(fields["indirection"])) attribute(part, add);
  },
};

function attribute(part: unknown, add: Add): void {
  const [name] = nameParts([part]);
  if (name === undefined) return;
  add("f", [name], 1);
  add("t", [name]);
}

function readCall(fields: Fields, add: Add): void {
  const parts = nameParts(fields["funcname"]).slice(-2);
  const args = listOf(fields["args"]);
  const ordered = fields["agg_within_group"] === true;
  add("f", parts, ordered || fields["agg_star"] === true ? ANY : args.length);
  if (args.length === 1 && parts.at(-2) !== "pg_catalog") add("t", parts);
  if (/^pg_input_(is_valid|error_info)$/.test(parts.at(-1) ?? "")) add("t", [typeInText(args[1])]);
}

/** `pg_input_is_valid(text, type)` reads its text as a type that another text names. */
function typeInText(argument: unknown): string {
  const constant = asNode(argument, "A_Const")?.["sval"] as Fields | undefined;
  const name = textOf(constant?.["sval"]).trim().toLowerCase();
  if (/^[a-z_][\w ]*(\([\d, ]+\))?(\[\])?$/.test(name)) return name.replace(/[([].*$/, "").trim();
  throw refused(
    "The statement names the type of `pg_input_is_valid` or `pg_input_error_info` by something else than a plain name.",
    "Write the type as a literal without schema: `pg_input_is_valid(value, 'integer')`.",
  );
}

/** Servers with a one-byte encoding fold letters beyond ASCII, where the parser here does not. */
function spellings(name: string): string[] {
  return !/[^ -~]/.test(name) ? [name] : [name, name.toLowerCase()];
}
