import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { isRunning, machineName } from "../../../src/neon/machine.ts";

test("the machine's name is the same each time and can stand between hyphens", () => {
  expect(machineName()).toMatch(/^[a-z0-9]+$/);
  expect(machineName()).toBe(machineName());
});

test("tells processes that run from those that have ended", () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(1)).toBe(true);
  expect(isRunning(spawnSync(process.execPath, ["-e", ""]).pid)).toBe(false);
});
