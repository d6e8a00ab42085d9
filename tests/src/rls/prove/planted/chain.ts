import type { Planted } from "./planted.ts";

const owners = { select: "owner", insert: "owner", update: "owner", delete: "owner" } as const;

/** Four levels down from the owner, and a table that is its own parent. */
export const chain: Planted = {
  name: "chain",
  intent: {
    context: { kind: "setting", name: "request.user_id", type: "uuid" },
    application_role: "planted_chain",
    tables: [
      {
        table: "accounts",
        owner: "id",
        allow: { select: "owner", insert: "nobody", update: "owner", delete: "nobody" },
      },
      { table: "shelves", owner: "account_id", allow: owners },
      { table: "boxes", parent: { column: "shelf_id", table: "shelves" }, allow: owners },
      { table: "things", parent: { column: "box_id", table: "boxes" }, allow: owners },
      { table: "labels", parent: { column: "thing_id", table: "things" }, allow: owners },
    ],
  },
  ddl: `
    create role planted_chain nologin;
    create table accounts (id uuid primary key, name text, is_staff boolean not null default false);
    create table shelves (id bigint primary key, account_id uuid not null references accounts, title text, parent_id bigint references shelves);
    create table boxes (id bigint primary key, shelf_id bigint not null references shelves, title text);
    create table things (id bigint primary key, box_id bigint references boxes, title text);
    create table labels (thing_id bigint not null references things, word text not null, colour text, primary key (thing_id, word));
    create function me() returns uuid language sql stable as $$ select case when pg_input_is_valid(current_setting('request.user_id', true), 'uuid') then current_setting('request.user_id', true)::uuid end $$;
    alter table accounts enable row level security; alter table accounts force row level security;
    alter table shelves enable row level security; alter table shelves force row level security;
    alter table boxes enable row level security; alter table boxes force row level security;
    alter table things enable row level security; alter table things force row level security;
    alter table labels enable row level security; alter table labels force row level security;
    grant select on accounts to planted_chain; grant update (name) on accounts to planted_chain;
    grant select, insert, update, delete on shelves, boxes, things, labels to planted_chain;
    create policy me_select on accounts for select to planted_chain using (id = (select me()));
    create policy me_update on accounts for update to planted_chain using (id = (select me())) with check (id = (select me()));
    create policy own on shelves to planted_chain using (account_id = (select me())) with check (account_id = (select me()));
    create policy own on boxes to planted_chain using (shelf_id in (select s.id from shelves s where s.account_id = (select me()))) with check (shelf_id in (select s.id from shelves s where s.account_id = (select me())));
    create policy own on things to planted_chain using (box_id in (select b.id from boxes b join shelves s on s.id = b.shelf_id where s.account_id = (select me()))) with check (box_id in (select b.id from boxes b join shelves s on s.id = b.shelf_id where s.account_id = (select me())));
    create policy own on labels to planted_chain using (exists (select from things t where t.id = labels.thing_id)) with check (exists (select from things t where t.id = labels.thing_id));`,
  faults: {
    "things that are in no box":
      "alter policy own on things using (box_id is null or box_id in (select id from boxes))",
    "labels of any thing": "alter policy own on labels using (exists (select from things t))",
    "labels compared with themselves":
      "alter policy own on labels using (exists (select from things t where thing_id = thing_id))",
    "labels on any thing": "alter policy own on labels with check (true)",
    "boxes of everybody": "alter policy own on boxes using (shelf_id is not null)",
    "boxes on any shelf": "alter policy own on boxes with check (true)",
    "staff sees all shelves and makes itself staff":
      "grant update on accounts to planted_chain; alter policy own on shelves using (account_id = (select me()) or exists (select from accounts a where a.id = (select me()) and a.is_staff))",
    "shelves for others": "alter policy own on shelves with check (true)",
    "accounts of others": "alter policy me_select on accounts using (true)",
    "off for things": "alter table things disable row level security",
    "no context is all":
      "alter policy own on shelves using (account_id = coalesce((select me()), account_id))",
    "deleted by anybody": "create policy clear on shelves for delete to planted_chain using (true)",
  },
};
