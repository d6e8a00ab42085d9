import type { Intent } from "../../../../src/rls/intent.ts";

/** Names that have to be quoted, a view, tables of one name, references in circles and over two columns. */
export const schema = `
  create schema other;
  create type kind as enum ('boss', 'hand');
  create domain tenant_id as uuid;
  create table tenants (id uuid primary key);
  create table users (id int primary key, tenant uuid references tenants);
  create table members (tenant uuid references tenants, "user" int references users, kind kind, since date, primary key (tenant, "user"));
  create table "Projects" (id int primary key, tenant tenant_id, "Owner" int references users, gone_at timestamptz, unique (tenant, id));
  create table tasks (id int primary key, project int references "Projects", tenant uuid, nr text,
    foreign key (tenant, project) references "Projects" (tenant, id));
  create table steps (id int, tenant uuid, task int references tasks, loose int, primary key (tenant, id));
  create table marks (tenant uuid, step int, note text, foreign key (tenant, step) references steps (tenant, id));
  create table other.tasks (id int primary key);
  create table other.twice (id int);
  create schema third;
  create table third.twice (id int);
  create table loop_a (id int primary key, b int);
  create table loop_b (id int primary key, a int references loop_a);
  alter table loop_a add foreign key (b) references loop_b;
  create table trees (id int primary key, up int references trees, owner int);
  create table lone (id int primary key, user_ref int references users);
  create view seen as select * from tasks;
  create materialized view counted as select * from tasks`;

export type Table = Intent["tables"][number];
export const allow = (permission: Table["allow"]["select"]): Table["allow"] => ({
  select: permission,
  insert: permission,
  update: permission,
  delete: permission,
});
export const projects: Table = {
  table: "Projects",
  tenant: "tenant",
  owner: "Owner",
  allow: allow("tenant"),
};
export const ownerless: Table = { table: "Projects", tenant: "tenant", allow: allow("tenant") };
export const byTenant: Partial<Intent> = {
  context: { kind: "setting", name: "app.tenant", type: "uuid" },
};
export const members = { table: "members", tenant: "tenant", user: "user", role: "kind" };
export const intent = (tables: readonly Table[], more: Partial<Intent> = {}): Intent => ({
  context: { kind: "setting", name: "app.user", type: "int" },
  application_role: "app",
  tables: [...tables],
  ...more,
});
