import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonSchema } from "../../../../src/mcp/wire-schema.ts";
import { openLimits } from "../../../helpers/around.ts";
import { connect } from "../../../helpers/client.ts";
import { testDatabase } from "../../../helpers/postgres.ts";
import { serve } from "../../../helpers/served.ts";

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
}

let count = 0;
/** Each is another one; some look like what people paste by mistake. */
const canary = (): string => {
  const n = `canary${(count += 1)}x`;
  const kinds = [
    n,
    `postgres://u:${n}@h/d`,
    `select '${n}'`,
    `napi_${n}aaaaaaaaaaaaaaaa`,
    `pl_${n}`,
  ];
  return kinds[count % kinds.length] ?? n;
};

/** A value of the schema with a canary wherever there is a string of the caller's. */
function fill(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum.at(-1);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fill(either.at(-1) ?? {});
  if (schema.type === "array") return [fill(schema.items ?? {}), canary()];
  if (schema.type === "object")
    return Object.fromEntries(
      schema.properties === undefined
        ? ["project", "branch", "database", "role", "sql", canary()].map((key) => [key, canary()])
        : Object.entries(schema.properties).map(([key, each]) => [key, fill(each)]),
    );
  if (schema.type === "number" || schema.type === "integer") return 47114711;
  if (schema.type === "boolean") return true;
  return canary();
}

test("nothing of any argument of any tool is in the audit log", async () => {
  await using database = await testDatabase("create table t (id int primary key, word text)");
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-canaries-"));
  const audit = join(folder, "audit.jsonl");
  await using server = serve(database.url, ["--toolsets", "all", "--access", "full"]);
  const { config } = openLimits(server.config, { rateLimit: 10_000, concurrency: 8, audit });
  await using client = await connect(config);
  const { tools } = config;
  const calls = tools.flatMap(({ name, input, effect }) => {
    const schema = jsonSchema(input, "input") as Schema;
    const whole = fill(schema) as Record<string, unknown>;
    // many mind the combination before they mind the values
    const needed = Object.fromEntries((schema.required ?? []).map((key) => [key, whole[key]]));
    const tried = effect === "read" ? [whole] : [whole, needed];
    return tried.map((args) => ({ name, arguments: args }));
  });
  const real = ["write", "read"].map((mode) => ({
    name: "run_sql",
    arguments: {
      sql: "insert into t values ($1, $2) returning id, word",
      params: [1, `canary${(count += 1)}x`],
      mode,
    },
  }));
  for (const call of [...calls, ...real]) await client.callTool(call);
  const text = readFileSync(audit, "utf8");
  rmSync(folder, { recursive: true });
  const lines = text.trimEnd().split("\n");
  expect(lines.filter((line) => line.includes('"begin"'))).toHaveLength(calls.length + 2);
  expect(lines.filter((line) => line.includes('"end"'))).toHaveLength(calls.length + 2);
  for (const { name } of tools) expect(text).toContain(`"tool":"${name}"`);
  expect(await database.run("select word from t")).toEqual([{ word: `canary${count - 1}x` }]);
  expect(text).not.toMatch(/canary|47114711|napi_|postgres:\/\//);
  expect(text).not.toContain(new URL(database.url).password);
});
