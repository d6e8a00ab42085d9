import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { main } from "../../../src/cli/main.ts";
import { commandLine, serverEnv } from "../../helpers/server.ts";

test.each([
  [
    ["htpp"],
    "neon-dba: There is no command htpp; did you mean http? `neon-dba --help` lists them all.\n",
  ],
  [
    ["serve", "--access", "read"],
    "neon-dba: There is no command serve. `neon-dba --help` lists them all.\n",
  ],
  [["--bogus"], "neon-dba: There is no flag --bogus. `neon-dba --help` lists them all.\n"],
])("%j is one sentence and exit code 2", async (argv, sentence) => {
  const said: unknown[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(text) > 0);
  try {
    expect(await main(argv, {}, {})).toBe(2);
  } finally {
    write.mockRestore();
  }
  expect(said).toEqual([sentence]);
});

test("a reader who goes away early is no error", async () => {
  const args = [...commandLine, "agents", "install", "--client", "claude", "--dry-run"];
  const command = spawn(process.execPath, args, {
    cwd: tmpdir(),
    env: serverEnv(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  command.stdout.destroy();
  const [said, [code]] = await Promise.all([text(command.stderr), once(command, "exit")]);
  expect([said, code]).toEqual(["", 0]);
});
