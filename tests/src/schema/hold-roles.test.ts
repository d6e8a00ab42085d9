import { afterAll, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { holdRoles } from "../../../src/schema/hold-roles.ts";
import { openSession } from "../query/session.ts";
import { query, superuserOf, temporaryHome } from "../embedded/fixture.ts";

const home = temporaryHome();
const embedded = home.open();
afterAll(() => home[Symbol.asyncDispose]());

const never = new AbortController().signal;
const rolesThere = async (): Promise<unknown[]> =>
  query(
    superuserOf(home.path),
    "select rolname as name from pg_roles where rolname like 'held%' order by 1",
  );

async function open(): Promise<AsyncDisposable & { readonly session: Session }> {
  const made = await embedded.createShadow(never);
  const { host, port, user, password = "", database } = made.address;
  const session = await openSession(`postgresql://${user}:${password}@${host}:${port}/${database}`);
  return {
    session,
    async [Symbol.asyncDispose](): Promise<void> {
      await session[Symbol.asyncDispose]();
      await made[Symbol.asyncDispose]();
    },
  };
}

test("a role that is held stays when the database that made it goes, and goes after the last that holds it", async () => {
  const first = await open();
  expect([...(await holdRoles(first.session, ["held", "held too"]))]).toEqual(["held", "held too"]);
  const second = await open();
  expect([...(await holdRoles(second.session, ["held"]))]).toEqual([]);
  await first[Symbol.asyncDispose]();
  expect(await rolesThere()).toEqual([{ name: "held" }]);
  await second.session.query("create table t (id int)");
  await second.session.query("grant select on t to held");
  await second[Symbol.asyncDispose]();
  await (await open())[Symbol.asyncDispose]();
  expect(await rolesThere()).toEqual([]);
});

test("what nobody may make is left out", async () => {
  await using one = await open();
  expect([...(await holdRoles(one.session, ["pg_made", "held"]))]).toEqual(["held"]);
});

test("databases that come and go at the same time have the roles that they hold", async () => {
  const names = ["held a", "held b", "held c"];
  const worker = async (): Promise<void> => {
    for (let round = 0; round < 8; round += 1) {
      await using one = await open();
      await holdRoles(one.session, names);
      await one.session.query("create table t (id int)");
      for (const name of names) await one.session.query(`grant select on t to "${name}"`);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  await (await open())[Symbol.asyncDispose]();
  expect(await rolesThere()).toEqual([]);
});
