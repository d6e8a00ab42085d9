import { journal } from "../src/rls/prove/planted/journal.ts";

const tables = `
  create table items (id int primary key, name text not null, payload jsonb);
  create table parts (id int primary key, item_id int references items);
  ${journal.ddl.replaceAll("planted_web", "wire_web")}`;

/** A database for the examples below. */
export const setup = `${tables};
  insert into items values (1, 'one', '{}'), (2, 'two', '{"a": 1}');
  insert into parts values (1, 1);`;

const entities = [
  {
    name: "remarks",
    description: "What is remarked",
    attributes: [
      { name: "title", type: "text", description: "Its title" },
      { name: "state", type: "enum", values: ["new", "done"] },
    ],
  },
  {
    name: "notes",
    description: "What is noted",
    attributes: [{ name: "title", type: "text" }],
  },
  { name: "tags", attributes: [{ name: "word", type: "text" }] },
];
const model = {
  entities,
  relationships: [{ from: "notes", to: "tags", kind: "many_to_one" }],
};
const roles = { owner: "wire_owner", application: ["wire_web"], read_only: ["wire_reader"] };
const intent = { ...journal.intent, application_role: "wire_web" };
const ddl = "create table a (id int primary key, word text)";

/**
 * Calls that come as far as their tool does work: what is to be tried in one field must not fail for want of another. Tools with two ways
 * have an example for each.
 */
export const examples: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  compare_schemas: [{ from: { ddl }, to: { ddl: "create table a (id int primary key)" } }],
  describe_database: [
    { detail: "full", schemas: ["public"], objects: ["items"] },
    { search: "it" },
  ],
  design_schema: [{ model, models: ["zod"] }],
  explain_delete: [{ table: "public.items", where: "name = $1", params: ["one"] }],
  generate_models: [{ format: "zod", schemas: ["public"] }],
  apply_migration: [{ plan_id: "pl_x" }],
  export_migration: [{ plan_id: "pl_x", format: "sql" }],
  lint_migration: [
    { sql: "alter table items add n int" },
    { files: [{ path: "V1__more.sql", sql: "alter table items add n int" }], framework: "flyway" },
  ],
  plan_migration: [
    {
      name: "more",
      sql: "alter table items add noted int not null, alter payload type text",
      hints: {
        using: { "public.items.payload": "payload::text" },
        backfill: { "public.items.noted": "id" },
      },
      old_statements: ["select name from items"],
    },
    {
      name: "wanted",
      target_schema: tables.replace("name text", "title text"),
      hints: { renames: { "public.items.name": "title" } },
    },
  ],
  rehearse_migration: [{ plan_id: "pl_x", on: "shadow" }],
  rollback_migration: [{ plan_id: "pl_x" }],
  advise_indexes: [{ queries: [{ sql: "select * from items where name = 'one'" }] }],
  compare_queries: [
    {
      original: "select * from items where name = $1",
      rewritten: "select * from items where $1 = name",
      params: [["one"]],
    },
  ],
  explain_query: [
    {
      sql: "select * from items where name = $1",
      params: ["one"],
      hypothetical_indexes: ["create index on items (name)"],
    },
  ],
  run_sql: [{ sql: "select * from items where name = $1", params: ["one"] }],
  audit_security: [{ model: roles }, { ddl }],
  generate_rls: [{ intent }],
  prove_rls: [{ intent }],
  create_branch: [{ name: "b", parent: "main", expires_in: "1h" }],
  delete_branch: [{ branch: "none" }],
  reset_branch: [{ branch: "work" }],
  restore_branch: [{ branch: "work", at: "2026-01-01T00:00:00Z", keep_as: "old" }],
  update_branch: [{ branch: "work", name: "work2" }],
  create_project: [{ name: "p", region: "aws-us-east-2" }],
  update_project: [{ project: "local", name: "local", ip_allow: { ips: ["10.0.0.1"] } }],
  configure_compute: [{ action: "suspend", branch: "work" }],
  list_computes: [{ branch: "work" }],
  manage_database: [
    { action: "create", name: "d", branch: "work", owner: "neondb_owner" },
    { action: "rename", name: "neondb", new_name: "d", branch: "work" },
    { action: "drop", name: "none", branch: "work" },
  ],
  manage_role: [
    { action: "create", name: "r", branch: "work", to: { file: "x.env" } },
    { action: "drop", name: "none", branch: "work", reassign_to: "neondb_owner" },
    { action: "rename", name: "none", new_name: "r2", branch: "work", via: "sql" },
  ],
  manage_replication: [
    { action: "status", branch: "work" },
    {
      action: "create_publication",
      name: "p",
      tables: ["t"],
      operations: ["insert"],
      branch: "work",
    },
    { action: "create_slot", name: "s", branch: "work" },
    { action: "drop_slot", name: "s", branch: "work" },
    { action: "subscribe", name: "s", publication: "p", url_variable: "NONE_SUCH", branch: "work" },
  ],
  manage_snapshot: [
    { action: "create", name: "s", branch: "work", expires_in: "1h" },
    { action: "restore", name: "s", branch: "work", as: "b" },
    { action: "schedule", branch: "work", schedule: [{ every: "day", keep: "7d" }] },
  ],
  end_sessions: [{ pids: [1] }],
  estimate_cost: [
    { project: "local" },
    { workload: { plan: "launch", compute_hours: 1, cu: 1, storage_gb: 1 } },
  ],
  configure_connection: [{ stack: "drizzle" }],
  export_data: [
    { table: "items", to: { file: "out.csv" } },
    { query: "select 1", to: { file: "out.csv" } },
  ],
  import_data: [
    { from: { file: "in.csv" }, table: "items", format: "csv" },
    { from: { url_variable: "NONE_SUCH", tables: ["items"] } },
  ],
  verify_data: [{ source: { url_variable: "NONE_SUCH" }, tables: ["items"] }],
};

/**
 * Places of a tool that take any text, so that each call does all its work: a payload is put into those of a group in one call, and where
 * the tool refuses that, into each by itself.
 */
export const together: Readonly<Record<string, readonly (readonly string[])[]>> = {
  design_schema: [
    [
      "model.entities[0].name",
      "model.entities[0].description",
      "model.entities[0].attributes[0].name",
      "model.entities[0].attributes[0].description",
      "model.entities[0].attributes[1].values[0]",
      "model.entities[1].description",
      "model.entities[1].attributes[0].name",
      "model.entities[2].attributes[0].name",
    ],
    ["model.entities[0].attributes[1].name", "model.entities[0].attributes[1].values[1]"],
  ],
  plan_migration: [["name", "old_statements[0]"]],
  reset_branch: [["keep_as", "confirm_token"]],
};

const small = { ...intent, tables: journal.intent.tables.slice(0, 1) };

/** Smaller examples for places where a tool does all its work for whatever stands there. */
export const smaller: Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
> = {
  generate_rls: { "intent.application_role": { intent: small } },
  prove_rls: { "intent.application_role": { intent: small } },
};

/** Of a tool's target; a server of DATABASE_URL has neither projects nor branches, and refuses both in one place for all tools. */
export const isOfNeon = (path: string): boolean =>
  path === "target.project" || path === "target.branch";
