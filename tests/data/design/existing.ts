/** What an application has before a feature is added to it. */
export const there = `
  create extension citext;
  create type mood as enum ('fine', 'bad');
  create table organizations (id bigint generated always as identity primary key, name text not null);
  create table users (
    id integer generated always as identity primary key,
    organization_id bigint not null references organizations,
    email citext not null unique, mood mood not null default 'fine', deleted_at timestamptz
  );
  create table tags (id uuid primary key default gen_random_uuid(), label varchar(40) not null);
  create table imports (id uuid, at timestamptz);
  insert into organizations (name) values ('one');
  insert into users (organization_id, email) values (1, 'A@x.org'), (1, 'b@x.org');
`;

export const users = {
  name: "users",
  exists: true,
  attributes: [
    { name: "id", type: "integer" },
    { name: "email", type: "citext" },
    { name: "mood", type: "enum", values: ["fine", "bad"] },
  ],
  soft_delete: true,
};

export const comments = {
  entities: [
    users,
    { name: "tags", exists: true, attributes: [{ name: "label", type: "varchar(40)" }] },
    {
      name: "comments",
      attributes: [
        { name: "body", type: "text" },
        { name: "state", type: "enum", values: ["open", "hidden"], default: "open" },
      ],
      expected_rows: 200_000,
    },
  ],
  relationships: [
    { from: "comments", to: "users", kind: "many_to_one", name: "author", on_delete: "cascade" },
    { from: "comments", to: "tags", kind: "many_to_many", on_delete: "cascade" },
  ],
  access_patterns: [
    {
      name: "latest of an author",
      entity: "comments",
      equals: ["author"],
      sort: [{ by: "created_at", descending: true }],
      frequency: "high",
    },
  ],
};
