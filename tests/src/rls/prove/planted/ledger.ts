import type { Planted } from "./planted.ts";

const all = { select: "tenant", insert: "tenant", update: "tenant", delete: "tenant" } as const;

/** Whole numbers for ids, composite foreign keys, the user and the tenant both in settings, odd names. */
export const ledger: Planted = {
  name: "ledger",
  intent: {
    context: {
      kind: "setting",
      name: "app.user",
      type: "bigint",
      holds: "user",
      tenant: { name: "app.company", type: "int" },
    },
    application_role: "planted_ledger",
    tables: [
      { table: '"Books"."Account"', tenant: "company_id", allow: all },
      {
        table: '"Books"."Entry"',
        tenant: "company_id",
        owner: "made_by",
        allow: { select: "tenant", insert: "owner", update: "owner", delete: "nobody" },
      },
      {
        table: "receipts",
        tenant: "company_id",
        owner: "user_id",
        allow: { select: ["owner"], insert: "owner", update: "owner", delete: "owner" },
      },
    ],
  },
  ddl: `
    create role planted_ledger nologin;
    create schema "Books";
    create table "Books"."Account" (company_id int not null, id int not null, "Name" text not null, "open?" boolean not null default true, primary key (company_id, id));
    create table "Books"."Entry" (company_id int not null, id bigint not null, account_id int not null, made_by bigint not null, amount numeric(12,2) not null, kind text not null default 'private' check (kind in ('private', 'shared')), primary key (company_id, id), foreign key (company_id, account_id) references "Books"."Account" (company_id, id));
    create table receipts (id int generated always as identity primary key, company_id int not null, user_id bigint, approver bigint, file text);
    create function app_company() returns int language sql stable as $$ select case when pg_input_is_valid(current_setting('app.company', true), 'int') then current_setting('app.company', true)::int end $$;
    create function app_user() returns bigint language sql stable as $$ select case when pg_input_is_valid(current_setting('app.user', true), 'bigint') then current_setting('app.user', true)::bigint end $$;
    alter table "Books"."Account" enable row level security; alter table "Books"."Account" force row level security;
    alter table "Books"."Entry" enable row level security; alter table "Books"."Entry" force row level security;
    alter table receipts enable row level security; alter table receipts force row level security;
    grant usage on schema "Books" to planted_ledger;
    grant select, insert, update, delete on "Books"."Account", receipts to planted_ledger;
    grant select, insert, update on "Books"."Entry" to planted_ledger;
    create policy guard on "Books"."Entry" as restrictive to planted_ledger using (company_id = (select app_company())) with check (company_id = (select app_company()));
    create policy "read it" on "Books"."Entry" for select to planted_ledger using (true);
    create policy "add it" on "Books"."Entry" for insert to planted_ledger with check (made_by = (select app_user()));
    create policy "change it" on "Books"."Entry" for update to planted_ledger using (made_by = (select app_user())) with check (made_by = (select app_user()));
    create policy accounts on "Books"."Account" to planted_ledger using (company_id = (select app_company())) with check (company_id = (select app_company()));
    create policy mine on receipts to planted_ledger using (company_id = (select app_company()) and user_id = (select app_user())) with check (company_id = (select app_company()) and user_id = (select app_user()));`,
  faults: {
    "the guard is permissive":
      'drop policy guard on "Books"."Entry"; create policy guard on "Books"."Entry" to planted_ledger using (company_id = (select app_company())) with check (company_id = (select app_company()))',
    "the guard is gone": 'drop policy guard on "Books"."Entry"',
    "the guard does not look at new rows":
      'alter policy guard on "Books"."Entry" with check (true)',
    "entries in another's name": 'alter policy "add it" on "Books"."Entry" with check (true)',
    "entries of colleagues are changed": 'alter policy "change it" on "Books"."Entry" using (true)',
    "shared entries are changed": `alter policy "change it" on "Books"."Entry" using (made_by = (select app_user()) or kind = 'shared')`,
    "accounts by another column":
      'alter policy accounts on "Books"."Account" using (company_id = (select app_company()) or id = (select app_company()))',
    "accounts compared with themselves":
      'alter policy accounts on "Books"."Account" using (company_id = company_id)',
    "receipts of the company":
      "alter policy mine on receipts using (company_id = (select app_company()))",
    "receipts of the user in any company":
      "alter policy mine on receipts using (user_id = (select app_user()))",
    "receipts of nobody":
      "alter policy mine on receipts using (company_id = (select app_company()) and (user_id = (select app_user()) or user_id is null))",
    "receipts whose approver the row names":
      "alter policy mine on receipts using (company_id = (select app_company()) and (user_id = (select app_user()) or approver = (select app_user())))",
    "receipts are moved to another company":
      "alter policy mine on receipts with check (user_id = (select app_user()))",
    "or instead of and":
      "alter policy mine on receipts using (company_id = (select app_company()) or user_id = (select app_user()))",
    "deleting is allowed":
      'grant delete on "Books"."Entry" to planted_ledger; create policy gone on "Books"."Entry" for delete to planted_ledger using (true)',
  },
};
