import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAgentsArguments } from "../../../src/cli/agents/arguments.ts";
import { commandLine } from "../../helpers/server.ts";
import { makeProject, run } from "./agents-harness.ts";

test("shows first, writes when agreed, tells its state, undoes itself", async () => {
  const at = makeProject();
  const theirs = '{\n  "mcpServers": { "x": { "command": "x" } }\n}\n';
  writeFileSync(join(at.cwd, ".mcp.json"), theirs);

  const asked = await run(at, "install");
  expect(asked).toMatchObject({ code: 1, stdout: expect.stringContaining("+++ .mcp.json") });
  expect(asked.stdout).toContain("agree with --yes");
  expect(readdirSync(at.cwd)).toEqual([".mcp.json"]);
  expect(await run(at, "install", "--dry-run")).toMatchObject({ code: 0 });
  expect(readdirSync(at.cwd)).toEqual([".mcp.json"]);

  expect(await run(at, "install", "--yes")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      "Installed for Claude Code. Open the client anew in this folder and agree to the",
    ),
  });
  expect(await run(at, "install")).toMatchObject({
    code: 0,
    stdout: "Nothing to do for Claude Code.\n",
  });
  expect((await run(at, "status")).stdout).toMatch(/^Claude Code +\d+ files, as installed\n$/);
  expect(await run(at, "remove", "--yes")).toMatchObject({ code: 0 });
  expect(readdirSync(at.cwd)).toEqual([".mcp.json"]);
  expect(readFileSync(join(at.cwd, ".mcp.json"), "utf8")).toBe(theirs);
  expect((await run(at, "status")).stdout).toBe("Nothing is installed here.\n");
});

test("what is wrong is told in a line, and nothing is written", async () => {
  const at = makeProject();
  expect(await run(at, "install", "--yes")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^neon-dba: NOT_FOUND .*--client claude\|cursor/),
  });
  writeFileSync(join(at.cwd, "opencode.jsonc"), '{ "mcp": ');
  expect(await run(at, "install", "--client", "opencode,claude", "--yes")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^neon-dba: INVALID_INPUT `opencode\.jsonc` .*line 1.* Nothing was changed/,
    ),
  });
  expect(readdirSync(at.cwd)).toEqual(["opencode.jsonc"]);
  expect(await run({ ...at, cwd: at.env["HOME"] ?? "" }, "install")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--scope user"),
  });
});

test("killed at any moment, the next run finishes or undoes it", async () => {
  const at = makeProject();
  const args = [...commandLine, "agents", "install", "--yes", "--client", "cursor,gemini"];
  // until one is killed while it writes
  let isHalf = false;
  for (let wait = 0; wait < 40 && !isHalf; wait++) {
    const child = spawn(process.execPath, args, { ...at, stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    while (!existsSync(join(at.cwd, ".neon-dba/agents.json")) && child.exitCode === null)
      await new Promise((resolve) => setImmediate(resolve));
    for (let pause = 0; pause < wait % 8; pause++)
      await new Promise((resolve) => setImmediate(resolve));
    child.kill("SIGKILL");
    await ended;
    isHalf = !existsSync(join(at.cwd, ".gemini/settings.json"));
    if (!isHalf) await run(at, "remove", "--yes");
  }
  expect(isHalf).toBe(true);
  expect((await run(at, "install", "--yes", "--client", "cursor,gemini")).code).toBe(0);
  expect((await run(at, "install", "--client", "cursor,gemini")).stdout).toContain("Nothing to do");
  expect((await run(at, "remove", "--yes")).code).toBe(0);
  expect(readdirSync(at.cwd)).toEqual([]);
});

test("arguments", () => {
  const args = readAgentsArguments([
    "install",
    "--client=claude,codex",
    "--scope",
    "user",
    "--env",
    "NEON_API_KEY",
    "--yes",
  ]);
  expect(args).toEqual({
    action: "install",
    clients: ["claude", "codex"],
    scope: "user",
    variables: ["NEON_API_KEY"],
    yes: true,
    dryRun: false,
  });
  const wrong: readonly [readonly string[], RegExp][] = [
    [[], /What to do is missing; it is one of install, remove, status/],
    [["instal"], /Did you mean install\?/],
    [["install", "--client", "cursr"], /Did you mean cursor\?/],
    [["install", "--scope", "global"], /--scope cannot be "global"/],
    [["install", "--yes", "--yes"], /given twice/],
    [["install", "--yes=no"], /--yes takes no value/],
    [["install", "--dry-run="], /--dry-run takes no value/],
    [["install", "--client"], /needs a value/],
    [["install", "--env", "NEON_API_KEY=napi_secret"], /^(?!.*napi).*names of variables/],
  ];
  for (const [argv, why] of wrong) expect(() => readAgentsArguments(argv)).toThrow(why);
});
