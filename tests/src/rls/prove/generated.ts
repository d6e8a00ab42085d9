import type { Intent } from "../../../../src/rls/intent.ts";

interface Own {
  readonly schema: string;
  readonly intent: Omit<Intent, "application_role">;
}

const all = { select: "tenant", insert: "tenant", update: "tenant", delete: "tenant" } as const;
const owner = { select: "owner", insert: "owner", update: "owner", delete: "owner" } as const;
const tenant = { kind: "setting", name: "app.tenant", type: "uuid" } as const;

/** Shapes that proofs have to be able to be made on. */
export const own: Readonly<Record<string, Own>> = {
  "rows of no tenant": {
    schema: `
      create table places (id bigint generated always as identity primary key, org uuid, name text not null, tags text[] not null default '{}');
      create table visits (id bigint generated always as identity primary key, org uuid, place_id bigint references places, at timestamptz not null default now());`,
    intent: {
      context: tenant,
      tables: [
        { table: "places", tenant: "org", allow: all },
        { table: "visits", tenant: "org", allow: all },
      ],
    },
  },
  "keys that begin with the tenant": {
    schema: `
      create table orgs (id uuid primary key);
      create table boxes (org uuid not null references orgs, no int not null, label text, primary key (org, no));
      create table things (org uuid not null, no int not null, box int not null, weight numeric(6,2) check (weight > 0), primary key (org, no), foreign key (org, box) references boxes (org, no));`,
    intent: {
      context: tenant,
      tables: [
        { table: "boxes", tenant: "org", allow: all },
        { table: "things", tenant: "org", allow: all },
      ],
    },
  },
  "partitions by tenant and by time": {
    schema: `
      create table readings (org uuid not null, at timestamptz not null, value double precision, primary key (org, at)) partition by range (at);
      create table readings_old partition of readings for values from (minvalue) to ('2025-01-01');
      create table readings_new partition of readings for values from ('2025-01-01') to (maxvalue);
      create table bins (org uuid not null, id bigint not null, body text, primary key (org, id)) partition by hash (org);
      create table bins_0 partition of bins for values with (modulus 2, remainder 0);
      create table bins_1 partition of bins for values with (modulus 2, remainder 1);`,
    intent: {
      context: tenant,
      tables: [
        { table: "readings", tenant: "org", allow: all },
        { table: "bins", tenant: "org", allow: all },
      ],
    },
  },
  "domains, enums and generated columns": {
    schema: `
      create domain org_id as uuid;
      create domain money_amount as numeric(12,2) check (value >= 0);
      create type state as enum ('open', 'closed');
      create table bills (id bigint generated always as identity primary key, org org_id not null, net money_amount not null, hours int not null check (hours between 0 and 99), gross numeric generated always as (hours * 1.2) stored, state state not null default 'open', code text generated always as ('B' || hours::text) virtual);
      create table notes (id uuid primary key default gen_random_uuid(), bill_id bigint not null references bills on delete cascade, body varchar(20) not null, unique (bill_id, body));`,
    intent: {
      context: tenant,
      tables: [
        { table: "bills", tenant: "org", allow: all },
        { table: "notes", parent: { column: "bill_id", table: "bills" }, allow: all },
      ],
    },
  },
  "columns that are withheld": {
    schema: `
      create table people (id bigint generated always as identity primary key, login uuid not null unique, name text not null, secret text);
      create table letters (id uuid primary key default gen_random_uuid(), writer uuid not null, subject text not null, body text, flagged boolean not null default false);`,
    intent: {
      context: { kind: "setting", name: "app.user", type: "uuid", holds: "user" },
      tables: [
        {
          table: "people",
          owner: "login",
          columns: { select: ["id", "login", "name"], update: ["name"] },
          allow: { ...owner, insert: "nobody", delete: "nobody" },
        },
        {
          table: "letters",
          owner: "writer",
          columns: { select: ["subject", "flagged"], insert: ["writer", "subject", "body"] },
          allow: owner,
        },
      ],
    },
  },
};
