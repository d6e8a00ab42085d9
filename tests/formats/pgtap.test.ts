import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import { openDeps, type OpenDeps } from "../../src/deps/open-deps.ts";
import { proveIntent } from "../../src/rls/prove/prove.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { call } from "../src/rls/prove/stage.ts";
import { invoices } from "../src/rls/prove/planted/invoices.ts";

const bin = "/usr/lib/postgresql/15/bin";
const run = promisify(execFile);
let folder = "";
let home = "";
let deps: OpenDeps;

/** Debian's Postgres 15, because its pgTAP is built for that; as the user who may run it. */
const asPostgres = (program: string, args: readonly string[]) =>
  run(
    "su",
    ["postgres", "-s", "/bin/sh", "-c", [program, ...args].map((word) => `'${word}'`).join(" ")],
    {
      env: { PATH: process.env["PATH"] ?? "", PGHOST: folder, PGUSER: "postgres" },
    },
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-pgtap-"));
  home = mkdtempSync(join(tmpdir(), "neon-dba-pgtap-home-"));
  await run("chown", ["postgres", folder]);
  await asPostgres(`${bin}/initdb`, ["-D", join(folder, "data"), "-A", "trust", "--no-sync"]);
  await asPostgres(`${bin}/pg_ctl`, [
    "-D",
    join(folder, "data"),
    "-w",
    "-l",
    join(folder, "log"),
    "-o",
    `-k ${folder} -c listen_addresses= -c fsync=off`,
    "start",
  ]);
  deps = openDeps(readConfig([], { NEON_DBA_HOME: home }), new Redactor(), () => {}, memoryPlans());
});

afterAll(async () => {
  await deps.close();
  await asPostgres(`${bin}/pg_ctl`, ["-D", join(folder, "data"), "-m", "immediate", "stop"]);
  rmSync(folder, { recursive: true, force: true });
  removeHome(home);
});

test("the packages are there", () => {
  expect(existsSync("/usr/bin/pg_prove")).toBe(true);
  expect(existsSync("/usr/share/postgresql/15/extension/pgtap.control")).toBe(true);
});

test("the script passes where policies are right, and fails where one is spoiled", async () => {
  const { pgtap } = await proveIntent(
    deps,
    { intent: invoices.intent, origin: { ddl: invoices.ddl }, pgtapCharacters: 200_000 },
    call,
  );
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  await asPostgres(`${bin}/createdb`, ["right"]);
  await asPostgres(`${bin}/psql`, [
    "-q",
    "-d",
    "right",
    "-v",
    "ON_ERROR_STOP=1",
    "-f",
    file("schema.sql", invoices.ddl),
  ]);
  const tests = file("rls.sql", pgtap);
  const { stdout } = await asPostgres("/usr/bin/pg_prove", ["-v", "-d", "right", tests]).catch(
    (failure: { stdout: string }) => failure,
  );
  expect(stdout.split("\n").filter((line) => line.startsWith("not ok"))).toEqual([]);
  expect(stdout).toMatch(/Tests=\d{3,}/);
  expect(stdout).toContain("Result: PASS");
  for (const name of [
    "USING (true) on select",
    "WITH CHECK is true on insert",
    "children may be put below any parent",
  ]) {
    const spoil = invoices.faults[name] ?? "";
    await asPostgres(`${bin}/psql`, [
      "-q",
      "-d",
      "postgres",
      "-c",
      "drop database if exists wrong",
      "-c",
      "create database wrong template right",
    ]);
    await asPostgres(`${bin}/psql`, [
      "-q",
      "-d",
      "wrong",
      "-v",
      "ON_ERROR_STOP=1",
      "-f",
      file("spoil.sql", spoil),
    ]);
    await expect(asPostgres("/usr/bin/pg_prove", ["-d", "wrong", tests])).rejects.toMatchObject({
      stdout: expect.stringContaining("Result: FAIL"),
    });
  }
});
