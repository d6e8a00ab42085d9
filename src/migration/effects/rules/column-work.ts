import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../postgres/catalog/model/column.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, listOf, nameParts, textOf, walk, type Fields } from "../../../sql/walk.ts";
import { constraintWork } from "./constraint-work.ts";
import { domainOf } from "./domains.ts";
import { nameOf } from "./find.ts";
import { keepsRows, typeOf } from "./type-change.ts";
import { noWork, rewritten, together, type Relation, type Work } from "./work.ts";

/** Of a command of ALTER TABLE that is about one column; `leaves` are the tables with its rows. */
export function columnWork(
  catalog: Catalog,
  table: Relation,
  leaves: readonly Relation[],
  command: Fields,
): Work {
  const name = textOf(command["name"]);
  const column = table.columns.find((one) => one.name === name);
  const def = asNode(command["def"], "ColumnDef") ?? {};
  const all = (): Work => together(leaves.map(rewritten));
  switch (command["subtype"]) {
    case "AT_AddColumn":
      return additionWork(catalog, table, leaves, command);
    case "AT_SetNotNull":
      return column === undefined || isProven(table, column)
        ? noWork
        : { ...noWork, scans: leaves.map(nameOf) };
    case "AT_SetExpression":
      return column?.generated?.kind === "virtual" ? noWork : all();
    case "AT_AlterColumnType":
      return column !== undefined && keepsType(catalog, column, def) ? noWork : all();
    default:
      return noWork;
  }
}

/** A CHECK that is valid spares the scan. */
function isProven(table: Relation, { name, notNull }: Column): boolean {
  const proof = `CHECK ((${quoteIdentifier(name)} IS NOT NULL))`;
  const checks = "constraints" in table ? table.constraints : [];
  return (
    notNull?.validated === true ||
    checks.some(({ definition, validated }) => validated && definition === proof)
  );
}

function keepsType(catalog: Catalog, { name, type }: Column, def: Fields): boolean {
  const using = asNode(def["raw_default"], "ColumnRef");
  const [only, ...more] = nameParts(using?.["fields"]);
  const converts = def["raw_default"] !== undefined && (only !== name || more.length > 0);
  if (converts) return false;
  const to = typeOf(def["typeName"]);
  const domain = domainOf(catalog, to);
  if (domain !== undefined && isConstrained(catalog, to)) return false;
  return keepsRows(domainOf(catalog, type)?.baseType ?? type, domain?.baseType ?? to);
}

function isConstrained(catalog: Catalog, type: string): boolean {
  const domain = domainOf(catalog, type);
  return domain !== undefined && (domain.constraints.length > 0 || domain.notNull !== null);
}

const CALCULATED = new Set(["CONSTR_IDENTITY", "CONSTR_GENERATED"]);

function additionWork(
  catalog: Catalog,
  table: Relation,
  leaves: readonly Relation[],
  command: Fields,
): Work {
  const def = asNode(command["def"], "ColumnDef") ?? {};
  const exists = table.columns.some(({ name }) => name === def["colname"]);
  if (exists && command["missing_ok"] === true) return noWork;
  const constraints = listOf(def["constraints"]).map((item) => asNode(item, "Constraint") ?? {});
  const kinds = constraints.map(({ contype }) => contype);
  const value = constraints.find(({ contype }) => contype === "CONSTR_DEFAULT")?.["raw_expr"];
  const virtual = constraints.some(({ generated_kind: kind }) => kind === "v");
  const calculated = kinds.some((kind) => CALCULATED.has(textOf(kind))) && !virtual;
  const type = typeOf(def["typeName"]);
  const rewrites =
    calculated ||
    isConstrained(catalog, type) ||
    /^(small|big)?serial$|^serial[248]$/.test(type) ||
    (value !== undefined && isVolatile(catalog, value));
  const checked = constraints.filter(
    ({ contype }) =>
      // of a foreign key, the NULLs of a column without a value need no look
      (contype !== "CONSTR_NOTNULL" || virtual) &&
      (contype !== "CONSTR_FOREIGN" || value !== undefined),
  );
  return together([
    ...(rewrites ? leaves.map(rewritten) : []),
    ...checked.map((constraint) =>
      constraintWork(catalog, leaves, {
        ...constraint,
        keys: [{ String: { sval: def["colname"] } }],
      }),
    ),
  ]);
}

/** Builtin functions that give another value for each row (`pg_proc.provolatile`). */
const VOLATILE = new Set([
  "clock_timestamp",
  "gen_random_uuid",
  "nextval",
  "random",
  "random_normal",
  "timeofday",
  "uuidv4",
  "uuidv7",
]);

/** Of a function that is neither builtin and listed, nor in the schema, as of an extension, the worst is assumed when its name says so. */
function isVolatile(catalog: Catalog, expression: unknown): boolean {
  let found = false;
  walk(expression, (tag, fields) => {
    if (tag !== "FuncCall") return;
    const name = nameParts(fields["funcname"]).at(-1) ?? "";
    const own = catalog.routines.find((routine) => routine.name === name);
    found ||=
      own === undefined ? VOLATILE.has(name) || /uuid/.test(name) : own.volatility === "volatile";
  });
  return found;
}
