import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findInstallation } from "../../../../src/embedded/installation.ts";
import { startCluster, temporaryHome, type Cluster } from "../../../helpers/cluster.ts";
import { testDatabase, type TestDatabase } from "../../../helpers/postgres.ts";
import { readVectorFile, vectors, type Vector } from "./vectors.ts";
import { strangeProcesses, World } from "./world.ts";

const REFUSED = ["READ_ONLY", "INVALID_SQL", "INVALID_INPUT"];
const everyone = ["attacks-statements", "attacks-functions", "attacks-hidden"].flatMap(vectors);
const superuser = [...everyone, ...vectors("attacks-superuser")];

let cluster: Cluster;

beforeAll(async () => {
  const home = temporaryHome();
  cluster = await startCluster(home, await findInstallation(home));
});

afterAll(() => cluster.stop());

test("there are enough of them, each under its own name", () => {
  expect(superuser.length).toBeGreaterThan(300);
  expect(new Set(superuser.map(({ name }) => name)).size).toBe(superuser.length);
});

describe.each([
  { as: "owner", attacks: everyone },
  { as: "superuser", attacks: superuser },
] as const)("as $as", ({ as, attacks }) => {
  let database: TestDatabase;
  let world: World;
  let before: string;

  beforeAll(async () => {
    database = await testDatabase(readVectorFile("setup"), cluster.url);
    await database.runAsSuperuser("alter system set autovacuum = off");
    await database.runAsSuperuser("select pg_reload_conf()");
    while ((await database.run("show autovacuum"))[0]?.["autovacuum"] !== "off") await pause(20);
    if (as === "superuser") await database.runAsSuperuser(readVectorFile("setup-superuser"));
    world = await World.open(database, as);
    before = await world.state();
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  test.each(attacks.map((attack): [string, Vector] => [attack.name, attack]))(
    "%s",
    async (_, { sql }) => {
      const error: unknown = await world.read(sql).then(
        () => new Error("it ran"),
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ name: "ToolError", code: expect.toBeOneOf(REFUSED) as string });
      const now = await world.state();
      expect(now).toBe(before);
    },
  );

  test("no program was started", () => {
    expect(strangeProcesses()).toEqual([]);
  });
});
