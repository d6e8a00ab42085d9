import * as z from "zod";
import { Finding } from "../../src/core/finding.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/connection/test/test.ts"));

const Tls = z.object({
  version: z.string(),
  cipher: z.string().optional(),
  certificate: z.string().optional(),
  expires: z.string().optional(),
  channel_binding: z.boolean().optional(),
});

export const testConnection = defineTool({
  name: "test_connection",
  title: "Test a connection",
  description: "Tries every way in; explains what fails.",
  effect: "read",
  input: z.object({ target: KnownTarget.optional() }),
  output: z.object({
    target: Target.optional(),
    compute: z.string().optional().describe("State before the test."),
    ways: z.array(
      z.object({
        kind: z.enum(["direct", "pooled", "websocket_direct", "websocket_pooled", "http"]),
        host: z.string(),
        ok: z.boolean(),
        cold_ms: z.number().optional(),
        warm_ms: z.number().optional().describe("Connect and one statement, median of 5."),
        statement_ms: z.number().optional(),
        tls: Tls,
        error: z
          .object({ code: z.string(), cause: z.string(), next: z.string(), said: z.string() })
          .optional(),
      }),
    ),
    role: z
      .object({
        name: z.string(),
        superuser: z.boolean(),
        bypass_rls: z.boolean(),
        create_db: z.boolean(),
        create_role: z.boolean(),
        replication: z.boolean(),
        member_of: z.array(z.string()),
        can_create_in_public: z.boolean(),
        tables: z.object({ all: z.number(), readable: z.number(), writable: z.number() }),
      })
      .optional(),
    extensions: z.array(z.string()),
    clock: z.object({ skew_ms: z.number(), within_ms: z.number() }).optional(),
    pooler: z
      .object({
        switches: z.boolean(),
        set: z.enum(["lasts", "is lost", "reaches other clients"]),
        prepared_statements: z.boolean(),
        sql_prepare: z.boolean(),
        advisory_locks: z.boolean(),
        listen: z.boolean(),
      })
      .optional(),
    findings: z.array(Finding),
  }),
  untrusted: ["ways", "role", "extensions", "findings"],

  async run({ target }, deps, call) {
    const { inside, findings, ways, ...tested } = await (
      await implementation()
    ).testConnection(target, deps, call);
    return {
      ...tested,
      ways: [...ways],
      ...(inside === undefined
        ? {}
        : {
            target: inside.target,
            role: { ...inside.role, member_of: [...inside.role.member_of] },
            clock: inside.clock,
          }),
      extensions: [...(inside?.extensions ?? [])],
      findings: [...findings],
    };
  },

  render({ ways, target, compute, role, extensions, clock, findings }) {
    const open = ways.filter(({ ok }) => ok);
    const was = compute === undefined ? "" : ` The compute was ${compute} before.`;
    const lines = ways.map(({ kind, host, ok, tls, error, ...times }) => {
      if (!ok) return `${kind}  ${host}  closed: ${error?.code ?? "other"}`;
      const cold = times.cold_ms === undefined ? "" : `cold ${times.cold_ms} ms, `;
      const certificate = tls.certificate === undefined ? "" : `, certificate ${tls.certificate}`;
      const binding = tls.channel_binding === true ? ", channel binding" : "";
      return `${kind}  ${host}  ${cold}warm ${times.warm_ms} ms; TLS ${tls.version}${certificate}${binding}`;
    });
    const failures = new Map(ways.flatMap(({ error }) => (error ? [[error.code, error]] : [])));
    return {
      head: [
        `${open.length} of ${ways.length} ways are open.${was}`,
        ...lines,
        ...(clock === undefined
          ? []
          : [`Clock: ${clock.skew_ms} ms off, within ${clock.within_ms} ms.`]),
      ].join("\n"),
      data: [
        ...(role === undefined ? [] : [roleLine(role)]),
        ...(extensions.length === 0 ? [] : [`extensions: ${extensions.join(", ")}`]),
        ...findings.map(({ level, message }) => `${level}: ${message}`),
        ...[...failures.values()].map(({ code, said }) => `${code}: ${said}`),
      ].join("\n"),
      next:
        failures.size === 0 && target !== undefined && target.deployment !== "url"
          ? `Open to role ${identifier(target.role)}. An application that is refused all the same: have the user run \`neon-dba call test_connection\` with DATABASE_URL set to the application's own URL.`
          : [...failures.values()].map(({ cause, next }) => `${cause} ${next}`).join("\n"),
    };
  },
});

interface Role {
  readonly name: string;
  readonly superuser: boolean;
  readonly bypass_rls: boolean;
  readonly member_of: readonly string[];
  readonly can_create_in_public: boolean;
  readonly tables: { readonly all: number; readonly readable: number; readonly writable: number };
}

function roleLine({ name, member_of: groups, tables, ...may }: Role): string {
  const words = [
    ...(may.superuser ? ["superuser"] : []),
    ...(may.bypass_rls ? ["bypasses RLS"] : []),
    may.can_create_in_public ? "may create in public" : "may not create in public",
    `reads ${tables.readable} and writes ${tables.writable} of ${tables.all} tables`,
    ...(groups.length === 0 ? [] : [`member of ${groups.map(identifier).join(", ")}`]),
  ];
  return `role ${identifier(name)}: ${words.join("; ")}`;
}
