import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/query/slow/find-slow-queries.ts"));

export const findSlowQueries = defineTool({
  name: "find_slow_queries",
  title: "Find slow queries",
  description: "Costly statements, N+1 loops, what to cache.",
  effect: "read",
  input: z.object({
    target: KnownTarget.optional(),
    order: z.enum(["total", "mean", "calls", "io", "wal", "spread"]).optional(),
    slo_ms: z.number().positive().optional().describe("p95"),
    limit: z.int().min(1).max(50).optional().describe("default 20"),
  }),
  output: z.object({
    target: Target,
    since: z.string().nullable().describe("Counted since; null: unknown."),
    total_ms: z.number().describe("Of all statements, also those not listed."),
    queries: z.array(
      z.object({
        queryid: z.string(),
        sql: z.string().describe("$n for constants too; the middle of long ones is left out."),
        calls: z.number(),
        total_ms: z.number(),
        mean_ms: z.number(),
        p95_ms: z.number().describe("Estimated."),
        rows_per_call: z.number(),
        hit_ratio: z.number().nullable().describe("Blocks found in shared buffers."),
        io_bytes: z.number().optional(),
        wal_bytes: z.number().optional(),
        deviation_ms: z.number().optional(),
      }),
    ),
    n_plus_one: z.array(
      z.object({
        queryid: z.string(),
        sql: z.string(),
        calls: z.number(),
        total_ms: z.number(),
        parent_sql: z.string().optional(),
        parent_calls: z.number().optional(),
        link: z.string().describe("Foreign key, or the names that look like one."),
        fix: z.string(),
      }),
    ),
    caching: z.array(
      z.object({
        kind: z.enum(["cache", "materialized view"]),
        queryid: z.string(),
        sql: z.string(),
        reason: z.string(),
        fix: z.string().optional(),
      }),
    ),
    findings: z.array(Finding),
  }),
  untrusted: ["queries", "n_plus_one", "caching", "findings"],

  async run(input, deps, call) {
    const { findSlowQueries: find } = await implementation();
    return find(input, deps, call);
  },

  render({ since, total_ms, queries, n_plus_one, caching, findings }) {
    const list = queries.map((query, index) => {
      const { queryid, sql, calls, mean_ms, p95_ms, rows_per_call, hit_ratio } = query;
      const { io_bytes, wal_bytes, deviation_ms } = query;
      const figures = [
        `${Math.round((query.total_ms / Math.max(total_ms, 1e-9)) * 100)} %: ${calls} x ${mean_ms} ms`,
        calls === 1 ? "" : `p95 ~${p95_ms}`,
        deviation_ms === undefined ? "" : `deviation ${deviation_ms}`,
        io_bytes === undefined ? "" : `io ${Math.round(io_bytes / 1024)} kB`,
        wal_bytes === undefined ? "" : `wal ${Math.round(wal_bytes / 1024)} kB`,
        `${rows_per_call} rows`,
        hit_ratio === null ? "" : `hit ${hit_ratio}`,
      ];
      return `${index + 1}. ${figures.filter(Boolean).join(", ")} [${queryid}] ${sql}`;
    });
    const loops = n_plus_one.map(
      ({ queryid, calls, parent_sql, parent_calls, link, fix }) =>
        `N+1 (estimated) [${queryid}] ${calls} calls after ${parent_calls ?? "?"} of ${parent_sql ?? "?"}; ${link}\n${fix}`,
    );
    const kept = caching.map(({ kind, queryid, reason, fix }) =>
      [`${kind} [${queryid}]: ${reason}`, fix].filter(Boolean).join("\n"),
    );
    const found = findings.map(({ level, rule, object, message, evidence, fix }) =>
      [`${level} ${rule} (${evidence}) ${object}: ${message}`, fix].filter(Boolean).join("\n"),
    );
    return {
      head: `${queries.length} statements, ${total_ms} ms in all since ${since ?? "an unknown time (pg_stat_statements before 1.9)"}. p95 is estimated.`,
      data: [list.join("\n"), ...loops, ...kept, ...found].filter(Boolean).join("\n\n"),
      next:
        queries.length === 0
          ? "Let the application work, then call find_slow_queries again."
          : "Call explain_query with a statement, advise_indexes for all. A whole text: select query from pg_stat_statements where queryid = $1.",
    };
  },
});
