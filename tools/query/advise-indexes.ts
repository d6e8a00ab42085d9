import * as z from "zod";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/query/advise-indexes.ts"));

/** Characters of a query that tell which one it is. */
const queryLength = 160;
const notesShown = 10;

export const adviseIndexes = defineTool({
  name: "advise_indexes",
  title: "Advise indexes",
  description:
    "Find the indexes a workload needs, and those it does not, by what-if plans under a storage budget.",
  effect: "read",
  input: z.object({
    queries: z
      .array(z.strictObject({ sql: z.string(), weight: z.number().optional() }))
      .optional()
      .describe("Reads and writes; weight: how often."),
    from: z.literal("pg_stat_statements").optional().describe("Instead of queries."),
    target: KnownTarget.optional(),
    budget_bytes: z.number().optional().describe("For all new indexes."),
    max_indexes: z.number().optional().describe("Of new ones."),
    measure: z.enum(["none", "branch"]).default("none").describe("Build and time on a branch."),
  }),
  output: z.object({
    target: Target,
    cost_before: z.number().describe("Planner units, weighted; estimated on the planner twin."),
    cost_after: z.number(),
    create: z.array(
      z.object({
        sql: z.string(),
        bytes: z.number(),
        built_bytes: z.number().optional().describe("Measured."),
        saves: z.number().describe("Share of cost_before that is lost without it."),
        used_by: z.array(z.number()),
        reason: z.string(),
      }),
    ),
    drop: z.array(z.object({ sql: z.string(), reason: z.string() })),
    per_query: z.array(
      z.object({ query: z.number(), sql: z.string(), before: z.number(), after: z.number() }),
    ),
    skipped: z.array(z.object({ query: z.number(), sql: z.string(), reason: z.string() })),
    measured: z
      .array(
        z.object({
          query: z.number(),
          before_ms: z.number(),
          after_ms: z.number(),
          cold_before_ms: z.number(),
          cold_after_ms: z.number(),
        }),
      )
      .optional()
      .describe("Median of warm runs; cold: the first after a restart."),
    unmeasured: z.array(z.object({ query: z.number(), reason: z.string() })).optional(),
    what_if_calls: z.number(),
    duration_ms: z.number(),
    notes: z.array(z.string()).optional(),
  }),
  untrusted: ["create", "drop", "per_query", "skipped", "notes"],

  async run(input, deps, call) {
    const { adviseIndexes: find } = await implementation();
    const { target, workload, advice, measurement, notes } = await find(input, deps, call);
    const textOf = (query: number): string => shortened(workload[query]?.sql ?? "");
    return {
      target,
      cost_before: advice.costBefore,
      cost_after: advice.costAfter,
      create: advice.create.map(({ sql, bytes, saves, usedBy, reason }, at) => ({
        sql,
        bytes,
        ...(measurement === undefined ? {} : { built_bytes: measurement.bytes[at] ?? 0 }),
        saves,
        used_by: [...usedBy],
        reason,
      })),
      drop: advice.drop.map(({ sql, reason }) => ({ sql, reason })),
      per_query: advice.perQuery.flatMap((cost, query) =>
        cost === undefined ? [] : [{ query, sql: textOf(query), ...cost }],
      ),
      skipped: advice.skipped.map(({ query, reason }) => ({ query, sql: textOf(query), reason })),
      ...(measurement === undefined
        ? {}
        : { measured: [...measurement.measured], unmeasured: [...measurement.unmeasured] }),
      what_if_calls: advice.whatIfCalls,
      duration_ms: advice.durationMs,
      ...(notes.length === 0 ? {} : { notes: notes.slice(0, notesShown) }),
    };
  },

  render({ cost_before, cost_after, create, drop, per_query, skipped, measured = [], notes = [] }) {
    const part = cost_before === 0 ? 100 : (100 * cost_after) / cost_before;
    const bytes = create.reduce((sum, index) => sum + index.bytes, 0);
    const changed = per_query.filter(({ before, after }) => before !== after);
    const cost = `Cost ${short(cost_before)} -> ${short(cost_after)} (${short(part)} %), estimated on the planner twin for ${per_query.length} quer${per_query.length === 1 ? "y" : "ies"}`;
    return {
      head:
        create.length + drop.length === 0
          ? `No index pays for this workload. ${cost}.`
          : `${cost}. ${create.length === 0 ? "None" : `${create.length} (${megabytes(bytes)})`} to create, ${drop.length} to drop.`,
      data: [
        ...create.map(
          ({ sql, reason, saves, used_by: by, ...size }) =>
            `${sql};\n  ${megabytes(size.built_bytes ?? size.bytes)}${size.built_bytes === undefined ? "" : " built"}, saves ${short(100 * saves)} %, queries ${by.join(", ")}. ${reason}`,
        ),
        ...drop.map(({ sql, reason }) => `${sql};\n  ${reason}`),
        changed
          .map(({ query, before, after, sql }) => {
            const ran = measured.find((each) => each.query === query);
            const times =
              ran === undefined
                ? ""
                : `, ${short(ran.before_ms)} -> ${short(ran.after_ms)} ms warm, ${short(ran.cold_before_ms)} -> ${short(ran.cold_after_ms)} ms cold (measured)`;
            return `${query}: cost ${short(before)} -> ${short(after)}${times}: ${sql}`;
          })
          .join("\n"),
        skipped.map(({ query, sql, reason }) => `skipped ${query}: ${reason}: ${sql}`).join("\n"),
        ...notes,
      ]
        .filter(Boolean)
        .join("\n"),
      next: next(create.length, drop.length, measured.length > 0),
    };
  },
});

const shortened = (sql: string): string => {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  return line.length <= queryLength ? line : `${line.slice(0, queryLength - 1)}…`;
};

/** Three digits that count. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

const megabytes = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} kB` : `${short(bytes / 1_048_576)} MB`;

function next(created: number, dropped: number, isMeasured: boolean): string {
  if (created + dropped === 0) return "Look at the plans of what is slow with explain_query.";
  if (created > 0 && !isMeasured)
    return 'Call again with `measure: "branch"` to build them on a temporary branch and time the workload before and after.';
  return "Call plan_migration with them as `sql`: its steps block no writes and have their rollback. A day after, look at what is used.";
}
