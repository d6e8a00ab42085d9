import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOpenable } from "../../../../src/around/audit/openable.ts";
import { openServer } from "../../../../src/cli/open-server.ts";
import { ConfigError, readConfig } from "../../../../src/config.ts";
import { commandLine, serverEnv } from "../../../helpers/server.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-openable-"));
  writeFileSync(join(folder, "file"), "");
  spawnSync("mkfifo", [join(folder, "pipe")]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (path: string) => {
  const flags = ["--audit", join(folder, path)];
  return openServer(readConfig(flags, { NEON_DBA_HOME: folder }), {}, "test");
};

test.each([
  ["no/such/log", /no\/such\/log cannot be opened: there is no folder \S+no\/such; make it/],
  ["file/log", /file\/log cannot be opened: there is no folder \S+file; make it/],
  ["", /it is a folder; name a file in it with --audit\.$/],
  ["pipe", /nobody reads that pipe; start its reader first\.$/],
])("%s cannot be a log, and the start says what to do", (path, sentence) => {
  expect(() => open(path)).toThrow(ConfigError);
  expect(() => open(path)).toThrow(sentence);
});

test("what this user may not write is told with the way out", () => {
  const refuse = (code: string) => (): void => {
    throw Object.assign(new Error(`${code}: no, open '/var/log/a'`), { code });
  };
  const told = (code: string) => () => checkOpenable({ check: refuse(code) }, "/var/log/a");
  expect(told("EACCES")).toThrow(/not write there \(EACCES\); give him the right.*\/var\/log,/);
  expect(told("EMFILE")).toThrow(
    "The audit log /var/log/a cannot be opened: EMFILE; name another file with --audit.",
  );
});

test("the process ends with that sentence instead of starting unready", () => {
  const flags = ["http", "--port", "0", "--audit", join(folder, "none", "log")];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...commandLine, ...flags], {
    env: { ...serverEnv(), NEON_DBA_HOME: folder },
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^neon-dba: The audit log \S+ cannot be opened: .*\n$/);
  expect(existsSync(join(folder, "none"))).toBe(false);
});
