import { expect, test } from "vitest";
import { readConfig } from "../../../src/config.ts";
import { Pools } from "../../../src/deps/sessions.ts";
import { addressFromUrl } from "../../../src/postgres/url.ts";
import { testDatabase } from "../../helpers/postgres.ts";

test("places that nobody asks for any more are forgotten; who works there is not disturbed", async () => {
  await using database = await testDatabase();
  const pools = new Pools(readConfig([], { DATABASE_URL: database.url }));
  const poolOf = (place: string) =>
    pools.get(place, { deployment: "url", address: async () => addressFromUrl(database.url) });
  const { signal } = new AbortController();
  const [rare, used] = [poolOf("rare"), poolOf("used")];
  await using session = await (await rare).open({ signal });
  await session.query("select 1");
  for (let at = 0; at < 1_000; at++) {
    await poolOf(`misspelt ${at}`);
    expect(poolOf("used")).toBe(used);
  }
  const again = poolOf("rare");
  expect(again).not.toBe(rare);
  expect(await session.query("select 2 as n")).toEqual([{ n: 2 }]);
  await using other = await (await again).open({ signal });
  expect(await other.query("select 3 as n")).toEqual([{ n: 3 }]);
  await pools.close();
});
