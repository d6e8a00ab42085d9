import * as z from "zod";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";
import { Report } from "../../src/schema/compare/report.ts";
import type { Sources } from "../../src/schema/compare/side.ts";
import { comparisonText } from "../../src/schema/compare/text.ts";

const implementation = once(() => import("../../src/schema/compare/compare.ts"));
const reporting = once(() => import("../../src/schema/compare/report-of.ts"));
const requests = once(() => import("../../src/schema/compare/request.ts"));
const moments = once(() => import("../../src/branch/moment.ts"));
const snapshots = once(() => import("../../src/branch/of-snapshot.ts"));
const folders = once(() => import("../../src/migration/load-folder.ts"));
const ledger = once(() => import("../../src/schema/without-ledger.ts"));
const ledgers = once(() => import("../../src/migration/folder/without-ledgers.ts"));

export const compareSchemas = defineTool({
  name: "compare_schemas",
  title: "Compare schemas",
  description: "Diff two schemas; proven DDL both ways.",
  effect: "read",
  input: z.object({
    from: z.looseObject({}).describe("{branch, at|snapshot} | {ddl} | {folder}"),
    to: z.looseObject({}).describe("Same"),
    renames: z.record(z.string(), z.string()).default({}).describe("Answers"),
    cursor: z.string().optional(),
  }),
  output: Report,
  untrusted: ["changes", "forward", "backward", "losses", "questions", "proof", "skipped"],

  async run({ from, to, renames, cursor }, deps, call) {
    const { readSide } = await requests();
    const sides = { from: readSide("from", from), to: readSide("to", to) };
    const { compareSchemas: compare } = await implementation();
    const { reportOf } = await reporting();
    const { withoutLedger } = await ledger();
    const { withoutLedgers } = await ledgers();
    const sources: Sources = {
      own: (catalog, besideText) => withoutLedger(besideText ? withoutLedgers(catalog) : catalog),
      moment: async (text) => (await moments()).parseMoment(text),
      snapshot: async (target, snapshot) =>
        (await snapshots()).branchOfSnapshot({ target, snapshot }, deps, call),
      load: async (request, shadow) =>
        (await folders()).loadFolder(request, shadow, deps.files, call.signal),
    };
    const comparison = await compare({ ...sides, renames }, { deps, call, sources });
    return reportOf(comparison, cursor);
  },

  render: comparisonText,
});
