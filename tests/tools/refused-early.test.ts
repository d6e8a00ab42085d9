import { expect, test } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { auditSecurity } from "../../tools/security/audit-security.ts";
import { generateRls } from "../../tools/security/generate-rls.ts";
import { proveRls } from "../../tools/security/prove-rls.ts";
import { compareSchemas } from "../../tools/schema/compare-schemas.ts";
import { generateModels } from "../../tools/schema/generate-models.ts";
import { reviewSchema } from "../../tools/schema/review-schema.ts";
import { connect, textOf } from "../helpers/client.ts";
import { serverConfig } from "../helpers/server-config.ts";

const intent = {
  context: { kind: "setting", name: "app.user", type: "uuid", holds: "user" },
  application_role: "app",
  tables: [
    {
      table: "notes",
      owner: "user_id",
      allow: { select: "owner", insert: "owner", update: "owner", delete: "owner" },
    },
  ],
};
const ddl = "create tabel notes ();";
const calls: readonly [Tool, Record<string, unknown>, string][] = [
  [auditSecurity, { ddl }, "INVALID_SQL 42601"],
  [auditSecurity, { rules: ["no-such"] }, "NOT_FOUND"],
  [reviewSchema, { ddl }, "INVALID_SQL 42601"],
  [reviewSchema, { rules: ["no-such"] }, "NOT_FOUND"],
  [generateModels, { format: "zod", ddl }, "INVALID_SQL 42601"],
  [compareSchemas, { from: { ddl }, to: { ddl } }, "INVALID_SQL 42601"],
  [generateRls, { intent, ddl }, "INVALID_SQL 42601"],
  [proveRls, { intent, ddl }, "INVALID_SQL 42601"],
];

test.each(
  calls.map(([tool, args, code]): [string, Tool, Record<string, unknown>, string] => [
    `${tool.name} with ${Object.keys(args).join(", ")}`,
    tool,
    args,
    code,
  ]),
)(
  "%s that cannot be read is refused before Postgres is asked or started",
  async (_, tool, args, code) => {
    // these have neither a database nor a shadow
    await using client = await connect(serverConfig([tool]));
    const answer = await client.callTool({ name: tool.name, arguments: args });
    expect(textOf(answer)).toMatch(new RegExp(`^${code}: `));
  },
);
