import { expect, test } from "vitest";
import { cluster, majors } from "../helpers/versions.ts";
import { tableOf, verifyHarness } from "../tools/data/verify-harness.ts";

const older = majors.filter((major) => major < 18);

test.each(older)("rows of Postgres %i are those of 18, value by value", async (major) => {
  await using on = await verifyHarness(await cluster(major), await cluster(18));
  const { found, text } = await on.verify();
  expect(
    found.tables.filter(({ equal }) => !equal),
    text,
  ).toEqual([]);
  expect(found).toMatchObject({ equal: true, skipped: [], sequences: [] });
  await on.source.run(
    "update kinds set f8 = f8 + 1e-9 where id = 7; delete from no_key where b = ''",
  );
  const changed = await on.verify();
  expect(tableOf(changed, "public.kinds")?.differing_keys).toEqual([
    { key: "id=7", change: "changed", columns: ["f8"] },
  ]);
  expect(tableOf(changed, "public.no_key")).toMatchObject({ differing: 1, rows_source: 102 });
});
