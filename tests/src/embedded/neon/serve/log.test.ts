import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { fileLog, lastWords, logPath } from "../../../../../src/embedded/neon/serve/log.ts";
import { neonFolder } from "../../../../../src/embedded/neon/serve/serving.ts";
import { temporaryHome } from "../../../../helpers/cluster.ts";

test("a log that has grown too large begins anew, and the one before is kept", () => {
  const home = temporaryHome();
  onTestFinished(() => rmSync(home.path, { recursive: true, force: true }));
  mkdirSync(neonFolder(home));
  const log = fileLog(home);
  log("error", "first");
  expect(lastWords(home)).toContain('"message":"first"');
  expect(statSync(logPath(home)).mode & 0o777).toBe(0o600);
  writeFileSync(logPath(home), "x".repeat(1_000_001));
  log("info", "second", { more: 1 });
  expect(JSON.parse(readFileSync(logPath(home), "utf8"))).toMatchObject({
    level: "info",
    message: "second",
    more: 1,
  });
  expect(statSync(`${logPath(home)}.1`).size).toBe(1_000_001);
});

test("a home that is gone ends no process", () => {
  const home = temporaryHome();
  rmSync(home.path, { recursive: true });
  expect(() => fileLog(home)("error", "lost")).not.toThrow();
  expect(lastWords(home)).toBe("");
});
