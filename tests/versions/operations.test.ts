import { afterAll, expect, test } from "vitest";
import { connect, textOf } from "../helpers/client.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { serve } from "../helpers/served.ts";
import { cluster } from "../helpers/versions.ts";
import { FLAGS, type Sent } from "../tools/operations/calls.ts";
import { expectFenced, HOSTILE } from "../tools/operations/hostile.ts";

const sent: readonly Sent[] = [
  ["manage_database", { action: "list" }],
  ["manage_role", { action: "list" }],
  ["manage_replication", { action: "status" }],
  ["check_health", { alerts: true }],
  ["test_connection", {}],
  ["import_data", { from: { url_variable: "OLDER_URL" }, dry_run: true }],
  ["verify_data", { source: { url_variable: "OLDER_URL" } }],
];

afterAll(() => {
  delete process.env["OLDER_URL"];
});

test.each([14, 17] as const)("Postgres %i: hostile names stay in the fence", async (major) => {
  await using source = await testDatabase(HOSTILE, await cluster(14));
  await using target = await testDatabase(HOSTILE, await cluster(major));
  process.env["OLDER_URL"] = source.url;
  await using server = serve(target.url, [...FLAGS]);
  await using client = await connect(server.config);
  await client.listTools();
  for (const [name, args] of sent) {
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError ?? false, textOf(result)).toBe(false);
    await expectFenced(result);
  }
});
