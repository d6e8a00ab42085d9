import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chain } from "./planted/chain.ts";
import { invoices } from "./planted/invoices.ts";
import { journal } from "./planted/journal.ts";
import { ledger } from "./planted/ledger.ts";
import { news } from "./planted/news.ts";
import { workspaces } from "./planted/workspaces.ts";
import { prepareStage, type Prepared } from "./stage.ts";

const all = [invoices, workspaces, journal, ledger, news, chain];

describe.each(all)("$name", ({ ddl, intent, faults }) => {
  let prepared: Prepared;
  beforeAll(async () => {
    prepared = await prepareStage(ddl, intent);
  });
  afterAll(() => prepared[Symbol.asyncDispose]());

  test("correct policies give no failed cell and no way round", async () => {
    const { failed, bypasses, cells, unfit } = await prepared.examine();
    expect(failed).toEqual([]);
    expect(bypasses.filter(({ level }) => level === "error")).toEqual([]);
    expect(cells).toBeGreaterThan(intent.tables.length * 80);
    expect(unfit).toBeLessThan(cells / 20);
    expect(prepared.stage.built.notes).toEqual([]);
  });

  test.each(Object.entries(faults))("%s", async (_, fault) => {
    expect(await prepared.finds(fault)).toBe(true);
  });
});
