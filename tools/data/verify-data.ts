import * as z from "zod";
import { once } from "../../src/core/once.ts";
import { KnownTarget } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { Verification } from "../../src/data/verify/report.ts";
import { verificationText } from "../../src/data/verify/text.ts";

const implementation = once(() => import("../../src/data/verify/verify-data.ts"));
const requests = once(() => import("../../src/data/verify/request.ts"));
const views = once(() => import("../../src/data/verify/view.ts"));
const moments = once(() => import("../../src/branch/moment.ts"));
const snapshots = once(() => import("../../src/branch/of-snapshot.ts"));

export const verifyData = defineTool({
  name: "verify_data",
  title: "Verify data",
  description: "Compare two databases row by row, by checksums.",
  effect: "read",
  input: z.object({
    source: z.looseObject({}).describe("{branch, at|snapshot} | {url_variable}"),
    target: KnownTarget.optional(),
    tables: z.array(z.string()).optional().describe("Only"),
  }),
  output: Verification,
  untrusted: ["source", "tables", "schema", "sequences", "skipped"],
  lists: ["tables", "schema", "sequences", "skipped"],

  async run({ source, target, tables }, deps, call) {
    const started = performance.now();
    const { readSource } = await requests();
    const { verifyData: verify } = await implementation();
    const found = await verify(
      { source: readSource(source), target, tables },
      {
        deps,
        call,
        moments: {
          moment: async (text) => (await moments()).parseMoment(text),
          snapshot: async (of, snapshot) =>
            (await snapshots()).branchOfSnapshot({ target: of, snapshot }, deps, call),
        },
      },
    );
    return (await views()).viewOf(found, Math.round(performance.now() - started));
  },

  render: verificationText,
});
