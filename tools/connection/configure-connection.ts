import * as z from "zod";
import { runtimes } from "../../src/connection/stack.ts";
import { Evidence, Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/connection/configure.ts"));

export const configureConnection = defineTool({
  name: "configure_connection",
  title: "Configure a connection",
  description: "Connection code for an application: pool, retries, timeouts, TLS.",
  effect: "read",
  input: z.object({
    stack: z.string().describe("fastapi-sqlmodel, prisma, node-postgres, go-pgx..."),
    runtime: z.enum(runtimes).default("long_running"),
    instances: z.int().min(1).max(100_000).default(1).describe("Of the application."),
    concurrency: z.int().min(1).max(10_000).optional().describe("Requests at once in one."),
    target: KnownTarget.optional(),
  }),
  output: z.object({
    stack: z.string(),
    target: Target.optional(),
    files: z.array(z.object({ path: z.string(), content: z.string() })),
    addresses: z.array(
      z.object({ for: z.string(), kind: z.enum(["pooled", "direct"]), variable: z.string() }),
    ),
    pool: z.object({
      size: z.int().describe("Connections of one instance."),
      ceiling: z.int().describe("Server connections for all instances."),
      why: z.string(),
    }),
    notes: z.array(z.string()),
    findings: z.array(Finding),
    evidence: Evidence.describe("How the files are known to work."),
  }),
  untrusted: ["findings"],

  async run(input, deps, call) {
    const made = await (await implementation()).configureConnection(input, deps, call);
    return {
      ...made,
      files: [...made.files],
      addresses: [...made.addresses],
      notes: [...made.notes],
      findings: [...made.findings],
    };
  },

  render({ stack, files, addresses, pool, notes, findings, evidence }) {
    const known =
      evidence === "measured"
        ? "measured: these files are run against a Neon through suspends, 50 requests at once and cut connections"
        : "rule: written by what the driver documents, not run";
    return {
      head: [
        `Connection code for ${stack} (${known}).`,
        `Pool: ${pool.why}`,
        ...addresses.map(({ for: use, kind, variable }) => `${variable} (${kind}): ${use}.`),
        ...notes.map((note) => `note: ${note}`),
        ...files.map(({ path, content }) => `== ${path}\n${content}`),
      ].join("\n"),
      data: findings.map(({ level, message }) => `${level}: ${message}`).join("\n"),
      next: "Write the files, fill .env by `neon env pull`, and try both addresses with test_connection.",
    };
  },
});
