import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { lookUpEffect } from "../../../../src/migration/effects/look-up.ts";
import type { Catalog } from "../../../../src/postgres/catalog/model/catalog.ts";
import { readCatalog } from "../../../../src/postgres/catalog/read-catalog.ts";
import { parseScript } from "../../../../src/sql/parse.ts";
import { asColumn, columnOf, forms, openBench, type Bench, type Column } from "./forms.ts";

/** Where the rules say otherwise than was measured, and why. */
const known = new Map([
  [
    "add_column_default_volf",
    "whether a function that is declared volatile is so, shows when it is inlined",
  ],
  [
    "attach_partition_check_nodefault",
    "whether a CHECK implies the bound is for Postgres to prove",
  ],
  ["create_matview", "what a query reads is left out"],
  ["create_table_as", "what a query reads is left out"],
  ["refresh_matview", "what a query reads is left out"],
  ["refresh_matview_concurrently", "what a query reads is left out"],
  ["update_all", "what a query reads is left out"],
  ["drop_column_cascade_view", "what goes with CASCADE is left out"],
  ["type_int_oid", "an index in another operator family is built again"],
  ["type_varchar_collate_idx", "an index with another collation is built again"],
  ["restart_identity", "sequences of columns are left out"],
]);

/** Of a query there is no rule. */
const queries = ["nextval", "select", "select_for_update"];

describe("the rules", () => {
  let bench: Bench;
  let catalog: Catalog;
  beforeAll(async () => {
    bench = await openBench(inject("postgres"));
    catalog = await readCatalog(bench.session);
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const executed = forms.filter(
    ({ id, pre, on }) => pre === undefined && on.error === undefined && !queries.includes(id),
  );

  test.each(executed.map((form) => [form.id, form] as const))(
    "of %s are what was measured",
    async (id, form) => {
      const [statement] = await parseScript(form.sql);
      const effect = statement && lookUpEffect(statement, catalog, 18);
      if (effect === undefined) throw new Error("no rule");
      expect(effect).toMatchObject({ evidence: "rule", postgres: 18 });
      const ruled = heavyOnTables(asColumn(effect));
      const measured = heavyOnTables(columnOf(form, 18));
      expect(
        JSON.stringify(ruled) === JSON.stringify(measured),
        JSON.stringify({ ruled, measured }),
      ).toBe(!known.has(id));
    },
  );

  test("of queries there are none", async () => {
    for (const { id, sql } of forms) {
      if (!queries.includes(id)) continue;
      const [statement] = await parseScript(sql);
      expect(statement && lookUpEffect(statement, catalog, 18)).toBeUndefined();
    }
  });

  test("of GRANT are those of the target's version", async () => {
    const [statement] = await parseScript("grant select on m.child to public");
    const locks = (postgres: number): unknown =>
      statement && lookUpEffect(statement, catalog, postgres)?.locks;
    expect(locks(17)).toEqual([]);
    expect(locks(18)).toEqual([{ relation: "m.child", mode: "ACCESS SHARE", blocks: "nothing" }]);
  });

  /** Without what only readers and writers take, and without locks on indexes and sequences. */
  function heavyOnTables({ locks = {}, ...rest }: Column): unknown {
    const { AS: _, RS: __, RE: ___, ...heavy } = locks;
    const tables = Object.entries(heavy).flatMap(([mode, names]) => {
      const left = names.split(" ").filter(isTable);
      return left.length === 0 ? [] : [[mode, left]];
    });
    return { tables, ...rest };
  }

  function isTable(name: string): boolean {
    return [...catalog.tables, ...catalog.views].some((relation) => relation.name === name);
  }
});
