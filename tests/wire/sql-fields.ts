import { examples } from "./examples.ts";
import type { Way } from "./read-vectors.ts";

/** A table of a design, a default of which is SQL. */
const design = (attribute: object) => ({
  entities: [
    {
      name: "notes",
      description: "What is noted",
      attributes: [{ name: "rank", type: "integer", description: "Its rank", ...attribute }],
    },
  ],
  relationships: [],
});
const { intent } = examples["prove_rls"]?.[0] ?? {};

/** Fields that take statements, but those of `ways`: what is in them is tried on a copy, or only planned. */
export const statementFields: Readonly<Record<string, Way>> = {
  "plan_migration.sql": (sql) => ["plan_migration", { name: "x", sql }],
  "plan_migration.target_schema": (sql) => [
    "plan_migration",
    { name: "x", target_schema: `create table kept (id int primary key); ${sql}` },
  ],
  "plan_migration.old_statements[]": (sql) => [
    "plan_migration",
    { name: "x", sql: "alter table kept add word text", old_statements: [sql] },
  ],
  "lint_migration.files[].sql": (sql) => ["lint_migration", { files: [{ path: "1.sql", sql }] }],
  "compare_schemas.from.*": (sql) => [
    "compare_schemas",
    { from: { ddl: sql }, to: { ddl: "create table kept (id int primary key)" } },
  ],
  "compare_schemas.to.*": (sql) => ["compare_schemas", { from: {}, to: { ddl: sql } }],
  "generate_models.ddl": (sql) => ["generate_models", { format: "zod", ddl: sql }],
  "review_schema.ddl": (sql) => ["review_schema", { ddl: sql }],
  "audit_security.ddl": (sql) => ["audit_security", { ddl: sql }],
  "generate_rls.ddl": (sql) => ["generate_rls", { intent, ddl: sql }],
  "prove_rls.ddl": (sql) => ["prove_rls", { intent, ddl: sql }],
  "explain_query.sql": (sql) => ["explain_query", { sql }],
  "explain_query.hypothetical_indexes[]": (sql) => [
    "explain_query",
    { sql: "select * from kept where id = 1", hypothetical_indexes: [sql] },
  ],
};

/** Fields that take an expression. */
export const expressionFields: Readonly<Record<string, Way>> = {
  "plan_migration.hints.using.*": (sql) => [
    "plan_migration",
    {
      name: "x",
      sql: "alter table kept alter column id type text",
      hints: { using: { "public.kept.id": sql } },
    },
  ],
  "plan_migration.hints.backfill.*": (sql) => [
    "plan_migration",
    {
      name: "x",
      sql: "alter table kept add rank int not null",
      hints: { backfill: { "public.kept.rank": sql } },
    },
  ],
  "design_schema.model.* (default)": (sql) => [
    "design_schema",
    { model: design({ default: sql }) },
  ],
  "design_schema.model.* (check)": (sql) => [
    "design_schema",
    { model: design({ check: `rank > ${sql}` }) },
  ],
  "explain_query.hypothetical_indexes[] (key)": (sql) => [
    "explain_query",
    {
      sql: "select * from kept where id = 1",
      hypothetical_indexes: [`create index on kept ((${sql}))`],
    },
  ],
  "explain_query.hypothetical_indexes[] (predicate)": (sql) => [
    "explain_query",
    {
      sql: "select * from kept where id = 1",
      hypothetical_indexes: [`create index on kept (id) where id > ${sql}`],
    },
  ],
  "explain_delete.where": (sql) => ["explain_delete", { table: "kept", where: `id = ${sql}` }],
  "explain_query.sql (value)": (sql) => [
    "explain_query",
    { sql: `select * from kept where id = ${sql}` },
  ],
};

/** Fields of `ways`, and of those that write: run_sql in write mode is what it says. */
const elsewhere = [
  "run_sql.sql",
  "compare_queries.original",
  "compare_queries.rewritten",
  "advise_indexes.queries[].sql",
  "lint_migration.sql",
  "export_data.query",
];

/** Every place in the tools' inputs that takes SQL. */
export const sqlPlaces: ReadonlySet<string> = new Set([
  ...elsewhere,
  ...[...Object.keys(statementFields), ...Object.keys(expressionFields)].map((name) =>
    name.replace(/ \(.*$/, ""),
  ),
]);

/** Fields of any tool that take names, ids, moments, values, words: everything else has to be known above. */
export const noSql: readonly RegExp[] = [
  /^target\./,
  /^(?:cursor|confirm_token|plan_id|name|new_name|project|branch|parent|snapshot|at|action|table|search)$/,
  /^(?:format|detail|order|stack|runtime|mode|isolation|kind|on|through|backup|framework|since|folder|measure|from|response|stop|via|as|region|organization|history|baseline)$/,
  /^(?:expires_in|keep_as|owner|reassign_to|publication|url_variable|database|compute|error)$/,
  /^(?:checks|schemas|objects|models|rules|ignore|areas|tables|operations|protect|unprotect)\[\]$/,
  /^(?:params\[\]|params\[\]\[\]|ip_allow\.ips\[\]|schedule\[\]\.\w+|files\[\]\.path|workload\.plan)$/,
  /^to(?:\.(?:file|variable|database|connection))?$/,
  /^(?:from|to|source|options|intent)\.(?:\{\}|\*)$/,
  /^(?:renames|hints\.renames|model)\.(?:\{\}|\*)$/,
  /^hints\.(?:using|backfill)\.\{\}$/,
];
