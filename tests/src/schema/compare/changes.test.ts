import { expect, test } from "vitest";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { changesOf } from "../../../../src/schema/compare/changes.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { inSession } from "../../postgres/catalog/session.ts";

test("every object once, with what is otherwise in the words of a reader", async () => {
  await using left = await testDatabase(`
    create table "Odd.One" (id int primary key, "a.b" text default 'x', gone date, constraint positive check (id > 0));
    create table keyed (id int primary key, up int constraint above references keyed);
    create table swapped (a int, b int);
    create table same (id int);
    create policy mine on same using (true)`);
  await using right = await testDatabase(`
    create table "Odd.One" (id int primary key, "a.b" varchar(9), come date not null, constraint positive check (id > 1));
    create index on "Odd.One" (come);
    create table keyed (id bigint primary key, up int constraint above references keyed on delete cascade, code text unique);
    create table swapped (b int, a int);
    create table same (id int);
    alter table same enable row level security;
    create view seen as select 1`);
  const [a, b] = await Promise.all(
    [left, right].map(({ url }) => inSession(url, (session) => readCatalog(session))),
  );
  if (a === undefined || b === undefined) throw new Error("nothing was read");
  const changes = changesOf(a, b);
  expect(changes.map(({ kind, object }) => `${kind} ${object}`)).toEqual([
    'changed table public."Odd.One"',
    "changed table public.keyed",
    "changed table public.same",
    "changed table public.swapped",
    "added view public.seen",
  ]);
  const [odd, keyed, same, swapped] = changes.map(({ detail }) => detail.split("; "));
  expect(odd).toEqual([
    `column "a.b" default: 'x'::text -> none`,
    'column "a.b" type: text -> character varying(9)',
    "column come added (date)",
    "column gone removed",
    "constraint positive definition: CHECK ((id > 0)) -> CHECK ((id > 1))",
    'index "Odd.One_come_idx" added (come)',
  ]);
  expect(keyed).toEqual([
    "column code added (text)",
    "column id type: integer -> bigint",
    expect.stringMatching(/^constraint above definition: FOREIGN KEY .* -> .* ON DELETE CASCADE$/),
    "constraint keyed_code_key added (UNIQUE (code))",
    "index keyed_pkey keys: id int4_ops -> id int8_ops",
  ]);
  expect(same).toEqual(["policy mine removed", "row security enabled: false -> true"]);
  expect(swapped).toEqual(["order of columns"]);
});

test("what has parts is told in words, and of what is long where it differs", async () => {
  const long = Array.from({ length: 40 }, (_, at) => `${at} as column_${at}`).join(", ");
  await using left = await testDatabase(`
    create type label as enum ('a', 'b');
    create table parts (id int not null, up int, sum int, tags text[]);
    create index by_tag on parts (up, id);
    create view long as select ${long}, 1 as last`);
  await using right = await testDatabase(`
    create type label as enum ('a', 'b', 'c');
    create table parts (id int generated always as identity (start 5), up int constraint wanted not null, sum int default 1, tags text[]);
    create index by_tag on parts (up desc nulls last, id);
    create view long as select ${long}, 2 as last`);
  const [a, b] = await Promise.all(
    [left, right].map(({ url }) => inSession(url, (session) => readCatalog(session))),
  );
  if (a === undefined || b === undefined) throw new Error("nothing was read");
  const found = changesOf(a, b).map(({ object, detail }) => [object, detail.split("; ")]);
  expect(found).toEqual([
    [
      "table public.parts",
      [
        expect.stringMatching(
          /^column id identity added \(generation always, sequence type integer, start 5, /,
        ),
        "column sum default: none -> 1",
        "column up not null added (name wanted)",
        "index by_tag keys: up int4_ops, id int4_ops -> up int4_ops desc nulls last, id int4_ops",
      ],
    ],
    ["type public.label", ["labels: a, b -> a, b, c"]],
    [
      "view public.long",
      [
        expect.stringMatching(/^query: \.\.\..{10,60} 1 AS last$/),
        expect.stringMatching(/^-> \.\.\..{10,60} 2 AS last;$/),
      ],
    ],
  ]);
});
