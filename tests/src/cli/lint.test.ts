import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ConfigError } from "../../../src/config.ts";
import { readLintArguments } from "../../../src/cli/lint/arguments.ts";
import { print } from "../../../src/cli/lint/formats.ts";
import { lintRules } from "../../../src/migration/lint/rules/index.ts";
import { createEmbedded } from "../../../src/embedded/embedded.ts";
import { commandLine, serverEnv } from "../../helpers/server.ts";
import { removeHome } from "../../helpers/temporary-folder.ts";

const place = mkdtempSync(join(tmpdir(), "neon-dba-lint-"));
// Postgres may be another user
chmodSync(place, 0o711);
const home = join(place, "home");
afterAll(async () => {
  await using embedded = createEmbedded({ home });
  await embedded.destroy();
  removeHome(place);
});

function folder(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(place, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, name, file), text);
  return name;
}

const run = (
  ...args: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = { ...serverEnv(), NEON_DBA_HOME: home };
    execFile(
      process.execPath,
      [...commandLine, "lint", ...args],
      { env, cwd: place },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });

test("exit codes: clean, findings, a folder that is not there or leads out", async () => {
  const clean = await run(
    folder("clean", {
      "1_tasks.sql": "create table tasks (id bigint generated always as identity primary key);",
    }),
  );
  expect(clean).toMatchObject({ code: 0, stderr: "" });
  expect(clean.stdout).toContain("0 errors");

  const files = {
    "1_tasks.sql": "create table tasks (id bigint primary key);",
    "2_index.sql": "select 1;\ncreat index i on tasks (id);",
  };
  const found = await run(folder("found", files), "--format", "github", "--fail-on", "warning");
  expect(found.code).toBe(1);
  expect(found.stdout).toContain(
    "::error file=found/2_index.sql,line=2,col=1,title=syntax-error::",
  );

  symlinkSync("/etc/passwd", join(place, folder("out", {}), "1_users.sql"));
  const [none, out] = await Promise.all([run("nowhere"), run("out")]);
  expect(none).toMatchObject({ code: 2, stdout: "" });
  expect(none.stderr).toContain("NOT_FOUND");
  expect(out).toMatchObject({ code: 2, stdout: "" });
  expect(out.stderr).toContain("INVALID_INPUT");
});

test("arguments: its own, and settings beside them", () => {
  expect(
    readLintArguments([
      "db",
      "--postgres=16",
      "--log-level",
      "error",
      "--ignore",
      "a,b",
      "--format",
      "sarif",
    ]),
  ).toMatchObject({
    folder: "db",
    postgres: 16,
    ignore: ["a", "b"],
    format: "sarif",
    failOn: "error",
    rest: ["--log-level", "error"],
  });
  for (const wrong of [
    [],
    ["a", "b"],
    ["a", "--format", "xml"],
    ["a", "--postgres", "13"],
    ["a", "--fail-on"],
  ])
    expect(() => readLintArguments(wrong)).toThrow(ConfigError);
});

const finding = {
  rule: "create-index",
  level: "error",
  object: "public.tasks",
  message: "100 % of writes wait: on `tasks`, for\nlong.",
  evidence: "measured",
  fix: "create index concurrently",
  key: "create-index:a,b.sql:public.tasks",
  file: "a,b.sql",
  line: 3,
  column: 7,
  statement: 1,
} as const;
const printed = {
  folder: "db/migrations",
  rules: lintRules,
  result: {
    findings: [
      finding,
      { ...finding, rule: "several-heads", level: "info" as const, file: "ü.sql" },
    ],
    statements: 2,
    files: 2,
    summary: "2 findings",
  },
};

test("GitHub: what would end a property or a command is escaped", () => {
  expect(print("github", printed).split("\n")[0]).toBe(
    "::error file=db/migrations/a%2Cb.sql,line=3,col=7,title=create-index::100 %25 of writes wait: on `tasks`, for%0Along.%0Acreate index concurrently",
  );
});

test("text: a place that terminals make a link of", () => {
  expect(print("text", printed)).toMatch(
    /^db\/migrations\/a,b\.sql:3:7: error create-index: public\.tasks: 100 %/,
  );
});

test("SARIF 2.1.0: rules are listed once, results point to them and to places", () => {
  const log = JSON.parse(print("sarif", printed)) as {
    version: string;
    runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
  };
  expect(log.version).toBe("2.1.0");
  const [{ tool, results } = { tool: { driver: { rules: [] } }, results: [] }] = log.runs;
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(["create-index", "several-heads"]);
  expect(tool.driver.rules[0]).toMatchObject({
    shortDescription: { text: expect.stringMatching(/./) },
    help: { text: expect.stringMatching(/./) },
  });
  expect(results).toMatchObject([
    {
      ruleId: "create-index",
      ruleIndex: 0,
      level: "error",
      message: { text: expect.stringContaining("writes wait") },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "db/migrations/a,b.sql" },
            region: { startLine: 3, startColumn: 7 },
          },
        },
      ],
      partialFingerprints: { "neonDbaKey/v1": finding.key },
    },
    {
      ruleId: "several-heads",
      ruleIndex: 1,
      level: "note",
      locations: [{ physicalLocation: { artifactLocation: { uri: "db/migrations/%C3%BC.sql" } } }],
    },
  ]);
});
