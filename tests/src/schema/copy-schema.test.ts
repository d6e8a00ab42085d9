import { expect, test } from "vitest";
import { parseScript } from "../../../src/sql/parse.ts";
import { differences } from "../../../src/postgres/catalog/differences.ts";
import { applyDdl } from "../../../src/schema/apply-ddl.ts";
import { copySchema } from "../../../src/schema/copy-schema.ts";
import { printDdl } from "../../../src/schema/ddl.ts";
import type { DdlStatement } from "../../../src/schema/ddl.ts";
import { readSchema } from "../../../src/schema/read-schema.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { inSession } from "../postgres/catalog/session.ts";
import { fixtureDatabase, fixtureNames } from "./fixtures.ts";
import { faults, roundTrip } from "./round-trip.ts";

test("there are schemas", () => {
  expect(fixtureNames.length).toBeGreaterThan(8);
});

/** Postgres prints VALUES with a space more when it has read its own print. */
const settled = ({ sql }: DdlStatement): string => sql.replaceAll("( VALUES (", "(VALUES (");

test.each(fixtureNames)("schema %s comes out of its DDL as it went in", async (name) => {
  const result = await roundTrip(name, { major: 18 }, { major: 18 });
  expect(faults(result)).toEqual([]);
  expect(result.again.map(settled)).toEqual(result.ddl.statements.map(settled));
  for (const { sql } of result.ddl.statements) expect(await parseScript(sql), sql).toHaveLength(1);
});

test("what is secret is told to be missing", async () => {
  const { ddl, differences: found } = await roundTrip("cluster", { major: 18 }, { major: 18 });
  expect(ddl.missing).toEqual([
    { object: "user mapping cluster_owner on remote", reason: "secret" },
  ]);
  expect(found.map(({ path }) => path)).toEqual(["properties.options.password"]);
});

test("a role that may only connect reads all that printing needs", async () => {
  await using database = await fixtureDatabase("tenants", 18);
  const role = `onlooker_${database.name}`;
  await database.runAsSuperuser(`create role ${role} login password 'secret'`);
  const url = new URL(database.url);
  url.username = role;
  url.password = "secret";
  const printed = async (as: string): Promise<unknown> =>
    inSession(as, async (session) => {
      const { catalog, dependencies } = await readSchema(session);
      return printDdl(catalog, dependencies);
    });
  expect(await printed(url.href)).toEqual(await printed(database.url));
  await database.runAsSuperuser(`drop role ${role}`);
});

test("what the copy's owner may not make is told, and the rest is there", async () => {
  await using source = await testDatabase(`
    create table plain (id int primary key);
    create function watch() returns event_trigger language plpgsql as 'begin end'`);
  await source.runAsSuperuser(
    "create event trigger watching on ddl_command_end execute function watch()",
  );
  await using target = await testDatabase();
  const { failures, differences } = await inSession(source.url, (from) =>
    inSession(target.url, (to) => copySchema(from, to)),
  );
  expect(failures.map(({ statement, error }) => [statement.object, error.sqlstate])).toContainEqual(
    ["event trigger watching", "42501"],
  );
  expect(differences.map(({ object }) => object)).toEqual(["event trigger watching"]);
});

test("roles that the target's cluster lacks are made, and owners are who they were", async () => {
  await using source = await testDatabase();
  const [owner, reader] = [`keeper_${source.name}`, `reader_${source.name}`];
  await source.runAsSuperuser(`
    create role ${owner}; create role ${reader};
    grant create on schema public to ${owner};
    create table kept (id serial primary key, v text);
    alter table kept owner to ${owner};
    set role ${owner}; grant select (v), update on kept to ${reader} with grant option; reset role;
    set role ${reader}; grant update on kept to public; reset role`);
  await using target = await testDatabase();
  const read = (url: string) => inSession(url, (session) => readSchema(session));
  const { catalog, dependencies } = await read(source.url);
  const ddl = printDdl(catalog, dependencies);
  expect(ddl.roles).toEqual([owner, reader].sort());
  expect(ddl.actors).toEqual([owner, reader].sort());
  await source.runAsSuperuser(
    `drop owned by ${owner}, ${reader} cascade; drop role ${owner}, ${reader}`,
  );
  const failures = await inSession(target.url, (session) => applyDdl(session, ddl));
  expect(failures).toEqual([]);
  expect(differences(catalog, (await read(target.url)).catalog)).toEqual([]);
  await target.runAsSuperuser(
    `drop owned by ${owner}, ${reader} cascade; drop role ${owner}, ${reader}`,
  );
});
