import * as z from "zod";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/query/compare/compare.ts"));

const Measured = z.object({
  ms: z.number().optional().describe("Median; absent where the statement fails."),
  cost: z.number().optional(),
  plan: z.string(),
});

const Answer = z.object({
  columns: z.array(z.string()).optional(),
  rows: z.array(z.array(z.unknown()).readonly()).optional(),
  error: z.string().optional(),
});

const Counterexample = z.object({
  on: z.enum(["this data", "adversarial rows"]),
  rows: z.array(z.string()).optional().describe("INSERTs into empty tables."),
  params: z.array(z.unknown()).readonly().optional(),
  from_row: z.number().optional(),
  original: Answer,
  rewritten: Answer,
});

export const compareQueries = defineTool({
  name: "compare_queries",
  title: "Compare two queries",
  description: "Check that a rewritten query returns the same rows, and time both.",
  effect: "read",
  input: z.object({
    original: z.string().describe("SELECT"),
    rewritten: z.string().describe("SELECT"),
    params: z.array(z.array(z.unknown())).optional(),
    target: KnownTarget.optional(),
    runs: z.int().min(1).max(50).default(5).describe("Timed"),
  }),
  output: z.object({
    target: Target,
    verdict: z.enum([
      "different",
      "same on this data",
      "same on this data and on adversarial rows",
    ]),
    counterexample: Counterexample.optional(),
    original: Measured,
    rewritten: Measured,
    speedup: z.number().optional(),
    databases: z.number().describe("Small databases of adversarial rows that were tried."),
    notes: z.array(z.string()),
  }),
  untrusted: ["counterexample", "original", "rewritten", "notes"],

  async run(input, deps, call) {
    const { compareQueries: compare } = await implementation();
    return compare(input, deps, call);
  },

  render({ verdict, counterexample, original, rewritten, speedup, databases, notes }) {
    const time = ({ ms, cost }: z.output<typeof Measured>): string =>
      `${ms === undefined ? "fails" : `${ms} ms`}${cost === undefined ? "" : `, cost ${cost}`}`;
    const faster = speedup === undefined ? "" : ` Speedup ${speedup} (measured).`;
    const data = [
      ...notes,
      ...(counterexample === undefined ? [] : [exampleText(counterexample)]),
      `original: ${time(original)}\n${original.plan}`,
      `rewritten: ${time(rewritten)}\n${rewritten.plan}`,
    ];
    return {
      head: `Measured: ${verdict}${databases > 0 ? ` (${databases} small databases)` : ""}.${faster}`,
      data: data.join("\n\n"),
      next:
        verdict === "different"
          ? "Correct the rewritten query, then call compare_queries again."
          : "Measured on these rows and no proof: use the rewritten query if it is faster.",
    };
  },
});

function exampleText({
  on,
  rows = [],
  params,
  from_row: from,
  ...answers
}: z.output<typeof Counterexample>): string {
  const only = on === "this data" && from === undefined;
  const side = (name: "original" | "rewritten"): string => {
    const { columns = [], rows: returned = [], error } = answers[name];
    if (error !== undefined) return `${name} fails: ${error}`;
    const lines = returned.map((row) => JSON.stringify(row));
    return [
      `${only ? "only in " : ""}${name} ${JSON.stringify(columns)}:`,
      ...(lines.length === 0 ? ["(no rows)"] : lines),
    ].join("\n");
  };
  return [
    `On ${on}${params === undefined ? "" : ` with ${JSON.stringify(params)}`}${from === undefined ? "" : `, from row ${from}`}:`,
    ...rows.map((row) => `${row};`),
    side("original"),
    side("rewritten"),
  ].join("\n");
}
