import { expect, test } from "vitest";
import { cluster } from "../helpers/versions.ts";
import { dataHarness } from "../tools/data/import-harness.ts";

test.each([14, 17] as const)(
  "Postgres %i: a file in, its bad rows aside, and out again",
  async (major) => {
    await using on = await dataHarness(await cluster(major));
    await on.database.run("create table item (id int primary key, name text)");
    // a line of nothing but \. would end COPY there, and what follows would be lost in silence
    const file = on.put("item.csv", 'id,name\n1,a\nx,b\n2,"c\n\\.\n"\n3,d\n1,again\n4,e\n');
    const { tables, rejected } = await on.load({ from: { file }, table: "item" });
    expect(tables).toMatchObject([{ rows: 3, rejected: 3 }]);
    expect(rejected.map(({ line, reason }) => `${line} ${reason.slice(0, 5)}`)).toEqual([
      "3 22P02",
      "4 22P02",
      "8 23505",
    ]);
    expect(await on.rowsOf("item")).toHaveLength(3);
    const fresh = on.put("made.csv", "id,at\n1,2024-01-01\n2,2024-02-01\n");
    const { columns } = await on.load({ from: { file: fresh } });
    expect(columns?.map(({ type }) => type)).toEqual(["bigint", "date"]);
    const exported = await on.call("export_data", {
      table: "item",
      to: { file: "out.ndjson" },
      format: "ndjson",
    });
    expect(exported.text).toMatch(/^3 rows/);
  },
);
