import type { Statement } from "../../sql/parse.ts";
import { asNode, listOf, textOf, walk, type Fields } from "../../sql/walk.ts";

/** Something that a statement can only say from a major version on. */
export interface Feature {
  readonly name: string;
  readonly since: number;
}

interface Sign extends Feature {
  /** Whether a node of the parse tree, of this tag, says it. */
  readonly tag: string;
  says(fields: Fields, statement: Statement): boolean;
}

const always = (): boolean => true;
const has = (field: string) => (fields: Fields) => fields[field] !== undefined;
const is = (field: string, value: string) => (fields: Fields) => fields[field] === value;
const subtype = (value: string) => is("subtype", value);
const option = (list: string, name: string) => (fields: Fields) =>
  listOf(fields[list]).some((item) => asNode(item, "DefElem")?.["defname"] === name);

/** Release notes of Postgres 15 to 18; each one is tried on both sides of its version by the tests. */
const SIGNS: readonly Sign[] = [
  { since: 15, name: "MERGE", tag: "MergeStmt", says: always },
  { since: 15, name: "NULLS NOT DISTINCT", tag: "IndexStmt", says: has("nulls_not_distinct") },
  { since: 15, name: "NULLS NOT DISTINCT", tag: "Constraint", says: has("nulls_not_distinct") },
  {
    since: 15,
    name: "SET ACCESS METHOD",
    tag: "AlterTableCmd",
    says: subtype("AT_SetAccessMethod"),
  },
  { since: 15, name: "SET NULL of some columns", tag: "Constraint", says: has("fk_del_set_cols") },
  {
    since: 15,
    name: "security_invoker",
    tag: "ViewStmt",
    says: option("options", "security_invoker"),
  },
  {
    since: 15,
    name: "UNLOGGED sequences",
    tag: "CreateSeqStmt",
    says: ({ sequence }) => is("relpersistence", "u")((sequence ?? {}) as Fields),
  },
  {
    since: 15,
    name: "FOR TABLES IN SCHEMA",
    tag: "PublicationObjSpec",
    says: ({ pubobjtype }) => textOf(pubobjtype).endsWith("SCHEMA"),
  },
  {
    since: 15,
    name: "row filters of publications",
    tag: "PublicationTable",
    says: has("whereClause"),
  },
  {
    since: 15,
    name: "column lists of publications",
    tag: "PublicationTable",
    says: has("columns"),
  },
  {
    since: 15,
    name: "GRANT on parameters",
    tag: "GrantStmt",
    says: is("objtype", "OBJECT_PARAMETER_ACL"),
  },
  { since: 16, name: "STORAGE of a new column", tag: "ColumnDef", says: has("storage_name") },
  {
    since: 16,
    name: "SET STORAGE DEFAULT",
    tag: "AlterTableCmd",
    says: (fields) =>
      subtype("AT_SetStorage")(fields) && asNode(fields["def"], "String")?.["sval"] === "default",
  },
  {
    since: 16,
    name: "statistics without a name",
    tag: "CreateStatsStmt",
    says: (fields) => !has("defnames")(fields),
  },
  {
    since: 16,
    name: "a subquery in FROM without a name",
    tag: "RangeSubselect",
    says: (fields) => !has("alias")(fields),
  },
  {
    since: 16,
    name: "GRANT role WITH INHERIT",
    tag: "GrantRoleStmt",
    says: option("opt", "inherit"),
  },
  { since: 16, name: "GRANT role WITH SET", tag: "GrantRoleStmt", says: option("opt", "set") },
  { since: 16, name: "IS JSON", tag: "JsonIsPredicate", says: always },
  { since: 16, name: "JSON_OBJECT", tag: "JsonObjectConstructor", says: always },
  { since: 16, name: "JSON_ARRAY", tag: "JsonArrayConstructor", says: always },
  { since: 17, name: "SET EXPRESSION", tag: "AlterTableCmd", says: subtype("AT_SetExpression") },
  {
    since: 17,
    name: "SET ACCESS METHOD DEFAULT",
    tag: "AlterTableCmd",
    says: (fields) => subtype("AT_SetAccessMethod")(fields) && !has("name")(fields),
  },
  {
    since: 17,
    name: "SET STATISTICS DEFAULT",
    tag: "AlterTableCmd",
    says: (fields) => subtype("AT_SetStatistics")(fields) && !has("def")(fields),
  },
  { since: 17, name: "MERGE with RETURNING", tag: "MergeStmt", says: has("returningClause") },
  {
    since: 17,
    name: "WHEN NOT MATCHED BY SOURCE",
    tag: "MergeWhenClause",
    says: is("matchKind", "MERGE_WHEN_NOT_MATCHED_BY_SOURCE"),
  },
  { since: 17, name: "MAINTAIN", tag: "AccessPriv", says: is("priv_name", "maintain") },
  { since: 17, name: "JSON_TABLE", tag: "JsonTable", says: always },
  { since: 17, name: "JSON_VALUE, JSON_QUERY and JSON_EXISTS", tag: "JsonFuncExpr", says: always },
  {
    since: 17,
    name: "exclusion constraints of partitioned tables",
    tag: "CreateStmt",
    says: (fields) => has("partspec")(fields) && holds(fields, "CONSTR_EXCLUSION"),
  },
  {
    since: 18,
    name: "virtual generated columns",
    tag: "Constraint",
    says: is("generated_kind", "v"),
  },
  {
    since: 18,
    name: "NOT ENFORCED",
    tag: "Constraint",
    says: is("contype", "CONSTR_ATTR_NOT_ENFORCED"),
  },
  { since: 18, name: "ENFORCED", tag: "Constraint", says: is("contype", "CONSTR_ATTR_ENFORCED") },
  {
    since: 18,
    name: "NOT ENFORCED",
    tag: "Constraint",
    says: (fields) =>
      /^CONSTR_(CHECK|FOREIGN)$/.test(textOf(fields["contype"])) && !has("is_enforced")(fields),
  },
  {
    since: 18,
    name: "ALTER CONSTRAINT ENFORCED",
    tag: "ATAlterConstraint",
    says: has("alterEnforceability"),
  },
  {
    since: 18,
    name: "ALTER CONSTRAINT INHERIT",
    tag: "ATAlterConstraint",
    says: has("alterInheritability"),
  },
  {
    since: 18,
    name: "NOT NULL as a constraint of the table",
    tag: "Constraint",
    says: (fields) => is("contype", "CONSTR_NOTNULL")(fields) && has("keys")(fields),
  },
  { since: 18, name: "WITHOUT OVERLAPS", tag: "Constraint", says: has("without_overlaps") },
  { since: 18, name: "PERIOD", tag: "Constraint", says: has("fk_with_period") },
  { since: 18, name: "RETURNING WITH", tag: "ReturningClause", says: has("options") },
  {
    since: 18,
    name: "VACUUM and ANALYZE ONLY",
    tag: "VacuumRelation",
    says: ({ relation }) => relation !== undefined && !has("inh")(relation as Fields),
  },
];

const holds = (fields: Fields, contype: string): boolean => {
  let found = false;
  walk(fields, (tag, node) => {
    if (tag === "Constraint" && node["contype"] === contype) found = true;
  });
  return found;
};

/** What of partitioned tables came later than the grammar for it. */
const PARTITIONED: readonly Sign[] = [
  {
    since: 17,
    name: "SET ACCESS METHOD of partitioned tables",
    tag: "AlterTableCmd",
    says: subtype("AT_SetAccessMethod"),
  },
  {
    since: 17,
    name: "exclusion constraints of partitioned tables",
    tag: "Constraint",
    says: is("contype", "CONSTR_EXCLUSION"),
  },
  {
    since: 18,
    name: "NOT VALID foreign keys of partitioned tables",
    tag: "Constraint",
    says: (fields) => is("contype", "CONSTR_FOREIGN")(fields) && has("skip_validation")(fields),
  },
];

/** The newest feature that the statement needs and `postgres` (a major version) does not have. `partitioned`: so is the table that it names. */
export function missingFeature(
  statement: Statement,
  postgres: number,
  partitioned: boolean,
): Feature | undefined {
  const missing: Feature[] = [];
  const signs = partitioned ? [...SIGNS, ...PARTITIONED] : SIGNS;
  walk(statement.node, (tag, fields) => {
    for (const sign of signs)
      if (sign.tag === tag && sign.since > postgres && sign.says(fields, statement))
        missing.push(sign);
  });
  return missing.toSorted((a, b) => b.since - a.since)[0];
}
