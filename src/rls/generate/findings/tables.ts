import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed, sameName } from "../../resolve/find.ts";
import { isKey } from "../../resolve/parent.ts";
import type { ResolvedTable } from "../../resolved.ts";
import { keyOf } from "../deleted.ts";
import type { Known } from "../findings.ts";
import { saidOf } from "../ground.ts";

/** What is worth knowing of single tables before the policies are there. */
export function tableFindings(known: Known): Finding[] {
  const { ground } = known;
  const { tables } = ground.intent;
  return [
    ...tables.flatMap((said) => [
      ...nullable(said),
      ...crossing(known, said),
      ...marking(said),
      ...distant(said),
    ]),
    ...switchedOn(tables),
  ];
}

const made = (
  rule: string,
  level: Finding["level"],
  object: string,
  message: string,
  fix?: string,
): Finding => ({
  rule,
  level,
  object,
  message,
  evidence: "rule",
  ...(fix === undefined ? {} : { fix }),
  key: `${rule}:${object}`,
});

/** A NULL is nobody's. */
function nullable({ table, tenant, owner }: ResolvedTable): Finding[] {
  return [tenant, owner].flatMap((path) => {
    if (path === null || path.steps.length > 0) return [];
    const column = table.columns.find(({ name }) => name === path.column);
    if (column === undefined || column.notNull !== null) return [];
    const object = `${printed(table)}.${quoteIdentifier(path.column)}`;
    return [
      made(
        "null-is-nobodys",
        "info",
        object,
        `${identifier(object)} may be NULL: such rows are nobody's, and the application role does not see them by it. Make it NOT NULL where every row belongs to somebody.`,
      ),
    ];
  });
}

/** Foreign keys are checked without policies: a row can refer to a row of another tenant, and who refers learns that it is there. */
function crossing({ ground }: Known, { table, tenant }: ResolvedTable): Finding[] {
  if (tenant === null || tenant.steps.length > 0) return [];
  return table.constraints.flatMap(({ columns, references, name }) => {
    const target = references === null ? undefined : saidOf(ground, references.table);
    const theirs = target?.tenant;
    if (references === null || target === undefined || theirs == null) return [];
    if (theirs.steps.length > 0 || sameName(target.table, table) || columns.includes(tenant.column))
      return [];
    if (references.columns.includes(theirs.column)) return [];
    const object = `${printed(table)}.${quoteIdentifier(name)}`;
    const key = [theirs.column, ...references.columns];
    const unique = isKey(target.table, key) && key.every((column) => column !== "");
    const list = (names: readonly string[]): string => names.map(quoteIdentifier).join(", ");
    const fix = [
      `ALTER TABLE ${printed(target.table)} ADD UNIQUE (${list(key)})`,
      `ALTER TABLE ${printed(table)} ADD FOREIGN KEY (${list([tenant.column, ...columns])}) REFERENCES ${printed(target.table)} (${list(key)})`,
    ];
    return [
      made(
        "reference-crosses-tenants",
        "warning",
        object,
        `A row of ${identifier(printed(table))} can refer to a row of ${identifier(printed(target.table))} of another tenant: foreign keys are checked without policies. Put the tenant into the key${unique ? "" : ", with a unique constraint for it"}.`,
        fix.join("; "),
      ),
    ];
  });
}

function marking(said: ResolvedTable): Finding[] {
  const { table, deleted, allow } = said;
  if (deleted === null || allow.select.length === 0 || allow.update.length === 0) return [];
  const object = printed(table);
  const column = identifier(quoteIdentifier(deleted.column));
  if (keyOf(said) !== undefined)
    return [
      made(
        "marked-rows-cost",
        "info",
        object,
        `A marked row costs a look-up where a query comes upon it (some 30 µs, measured at 100,000 rows). Queries that say ${column} ${deleted.kind === "boolean" ? "IS NOT TRUE" : "IS NULL"} themselves are spared it.`,
      ),
    ];
  if (said.columns.update?.includes(deleted.column) === false) return [];
  return [
    made(
      "marking-fails",
      "warning",
      object,
      `An UPDATE with a WHERE that sets ${column} is refused, since the application role may not see the row that it makes: ${identifier(object)} has no primary key, or the role may not select it with ${column}. Add the key, or those columns to \`columns.select\`.`,
    ),
  ];
}

/** Ownership through parents costs more than a column of the row. */
function distant({ table, tenant, owner }: ResolvedTable): Finding[] {
  const path = [tenant, owner].find((candidate) => (candidate?.steps.length ?? 0) > 0);
  if (path == null) return [];
  const object = printed(table);
  return [
    made(
      "ownership-is-far",
      "info",
      object,
      `Rows of ${identifier(object)} belong to whom rows of ${identifier(printed(path.table))} do, ${path.steps.length === 1 ? "a step" : `${path.steps.length} steps`} away. Single rows cost little more by that; for lists of a whole tenant a column of their own (with the foreign key over both) is some ten times faster.`,
    ),
  ];
}

function switchedOn(tables: readonly ResolvedTable[]): Finding[] {
  const off = tables.filter(({ table }) => !table.rowSecurity.enabled).map(({ table }) => table);
  const unforced = tables
    .filter(({ table }) => !table.rowSecurity.forced)
    .map(({ table }) => table);
  const [first] = unforced;
  if (first === undefined) return [];
  return [
    made(
      "security-switched-on",
      "warning",
      printed(off[0] ?? first),
      `From the moment of COMMIT the next statement of every open session is under the policies: roles without one see no rows and get no error, the table's owner too, unless it has BYPASSRLS. Let the application set its context and connect as its role first; then apply this with plan_migration, which takes care of locks and waits.`,
    ),
  ];
}
