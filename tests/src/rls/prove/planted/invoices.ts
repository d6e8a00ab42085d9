import type { Planted } from "./planted.ts";

const everything = {
  select: "tenant",
  insert: "tenant",
  update: "tenant",
  delete: "tenant",
} as const;

/** The tenant is a setting; there are no users. */
export const invoices: Planted = {
  name: "invoices",
  intent: {
    context: { kind: "setting", name: "app.tenant_id", type: "uuid" },
    application_role: "planted_app",
    tables: [
      { table: "customers", tenant: "tenant_id", deleted: "deleted_at", allow: everything },
      { table: "invoices", tenant: "tenant_id", allow: everything },
      { table: "lines", parent: { column: "invoice_id", table: "invoices" }, allow: everything },
      {
        table: "audit_log",
        tenant: "tenant_id",
        allow: { select: "tenant", insert: "tenant", update: "nobody", delete: "nobody" },
      },
    ],
  },
  ddl: `
    create role planted_app nologin nobypassrls;
    create table tenants (id uuid primary key default gen_random_uuid(), name text not null);
    create table customers (id uuid primary key default gen_random_uuid(), tenant_id uuid not null references tenants,
      email text not null check (email like '%@%'), shared boolean not null default false, deleted_at timestamptz, unique (tenant_id, email));
    create table invoices (id bigint generated always as identity primary key, tenant_id uuid not null references tenants,
      customer_id uuid references customers, number text not null, status text not null default 'draft' check (status in ('draft', 'sent', 'paid')), note text, unique (tenant_id, number));
    create table lines (id bigserial primary key, invoice_id bigint not null references invoices on delete cascade, amount numeric(10,2) not null check (amount >= 0), label text);
    create table audit_log (id uuid primary key default gen_random_uuid(), tenant_id uuid, what text not null, at timestamptz not null default now());
    create function current_tenant() returns uuid language sql stable as $$ select case when current_setting('app.tenant_id', true) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then current_setting('app.tenant_id', true)::uuid end $$;
    alter table customers enable row level security; alter table customers force row level security;
    alter table invoices enable row level security; alter table invoices force row level security;
    alter table lines enable row level security; alter table lines force row level security;
    alter table audit_log enable row level security; alter table audit_log force row level security;
    grant select, insert, update, delete on customers, invoices, lines to planted_app;
    grant select, insert on audit_log to planted_app;
    grant usage on all sequences in schema public to planted_app;
    create policy customers_select on customers for select to planted_app using (tenant_id = (select current_tenant()) and deleted_at is null);
    create policy customers_insert on customers for insert to planted_app with check (tenant_id = (select current_tenant()));
    create policy customers_update on customers for update to planted_app using (tenant_id = (select current_tenant()) and deleted_at is null) with check (tenant_id = (select current_tenant()));
    create policy customers_delete on customers for delete to planted_app using (tenant_id = (select current_tenant()) and deleted_at is null);
    create policy invoices_all on invoices to planted_app using (tenant_id = (select current_tenant())) with check (tenant_id = (select current_tenant()));
    create policy lines_all on lines to planted_app
      using (exists (select from invoices i where i.id = invoice_id and i.tenant_id = (select current_tenant())))
      with check (exists (select from invoices i where i.id = invoice_id and i.tenant_id = (select current_tenant())));
    create policy audit_select on audit_log for select to planted_app using (tenant_id = (select current_tenant()));
    create policy audit_insert on audit_log for insert to planted_app with check (tenant_id = (select current_tenant()));
    create view open_invoices with (security_invoker = true) as select i.id, i.number, c.email from invoices i join customers c on c.id = i.customer_id where i.status <> 'paid';
    grant select on open_invoices to planted_app;`,
  faults: {
    "USING (true) on select": "alter policy customers_select on customers using (true)",
    "the tenant predicate is missing on delete":
      "alter policy customers_delete on customers using (deleted_at is null)",
    "deleted rows are shown":
      "alter policy customers_select on customers using (tenant_id = (select current_tenant()))",
    "deleted rows are updated":
      "alter policy customers_update on customers using (tenant_id = (select current_tenant()))",
    "WITH CHECK is missing on update":
      "alter policy customers_update on customers with check (true)",
    "WITH CHECK is true on insert": "alter policy customers_insert on customers with check (true)",
    "WITH CHECK is id = id": "alter policy customers_insert on customers with check (id = id)",
    "id = id": "alter policy invoices_all on invoices using (id = id)",
    "a column that the user controls":
      "alter policy customers_select on customers using ((tenant_id = (select current_tenant()) or shared) and deleted_at is null)",
    "a status that the user controls":
      "alter policy invoices_all on invoices using (tenant_id = (select current_tenant()) or status = 'sent')",
    "the parent is not joined":
      "alter policy lines_all on lines using (exists (select from invoices i where i.tenant_id = (select current_tenant())))",
    "children may be put below any parent": "alter policy lines_all on lines with check (true)",
    "row-level security was forgotten on a child": "alter table lines disable row level security",
    "not forced": "alter table invoices no force row level security",
    "NULL is everybody's":
      "alter policy audit_select on audit_log using (tenant_id is null or tenant_id = (select current_tenant()))",
    "NULL equals no context":
      "alter policy audit_select on audit_log using (tenant_id is not distinct from (select current_tenant()))",
    "NULL may be written":
      "alter policy audit_insert on audit_log with check (tenant_id is null or tenant_id = (select current_tenant()))",
    "no context is every tenant":
      "alter policy invoices_all on invoices using ((select current_tenant()) is null or tenant_id = (select current_tenant()))",
    "another policy opens the table":
      "create policy support on invoices for select to planted_app using (true)",
    "another policy for everybody": "create policy support on customers for select using (true)",
    "a policy for the wrong role":
      "create role planted_other; alter policy invoices_all on invoices to planted_other",
    "nobody may do anything": "drop policy invoices_all on invoices",
    "append-only is not":
      "grant update on audit_log to planted_app; create policy audit_update on audit_log for update to planted_app using (tenant_id = (select current_tenant()))",
    "a view that runs as its owner": "alter view open_invoices set (security_invoker = false)",
    "a materialized view":
      "create materialized view totals as select tenant_id, count(*) from invoices group by 1; grant select on totals to planted_app",
    "a function that runs as its owner":
      "create function all_invoices() returns setof invoices language sql stable security definer as 'select * from invoices'",
    "a function that takes an id and runs as its owner":
      "create function invoice_number(wanted bigint) returns text language sql stable security definer set search_path = public as 'select number from invoices where id = wanted'",
    "a function that deletes as its owner":
      "create function drop_customer(wanted uuid) returns void language sql security definer set search_path = public as 'delete from customers where id = wanted'",
    "a table that nobody thought of":
      "create table attachments (id uuid primary key default gen_random_uuid(), invoice_id bigint references invoices, url text); grant select, insert on attachments to planted_app",
    "TRUNCATE is granted": "grant truncate on audit_log to planted_app",
    "granted to everybody": "grant select on invoices to public",
    "a setting that anybody may set":
      "alter policy invoices_all on invoices using (tenant_id = (select current_tenant()) or current_setting('app.is_admin', true) = 'true')",
  },
};
