import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandLine } from "../../helpers/server.ts";
import { type Project, makeProject, run } from "./agents-harness.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Root may write everywhere: as root, the command runs as nobody, if that one can read it. */
const canTry =
  !isRoot ||
  spawnSync(process.execPath, [...commandLine, "--version"], { uid: NOBODY, env: {}, cwd: "/" })
    .status === 0;

describe.runIf(canTry)("what may not be written", () => {
  test("a folder: nothing is changed", async () => {
    const at = makePlain();
    const agents = join(at.cwd, ".cursor/agents");
    mkdirSync(agents, { recursive: true });
    give(at, at.cwd, join(at.cwd, ".cursor"), agents);
    chmodSync(agents, 0o555);
    const refusal = {
      code: 1,
      stderr: expect.stringMatching(/^neon-dba: INVALID_INPUT .*may not be written.* Nothing was/),
    };
    expect(await run(at, "install", "--client", "gemini,cursor", "--yes")).toMatchObject(refusal);
    expect(readdirSync(at.cwd)).toEqual([".cursor"]);
    expect(readdirSync(join(at.cwd, ".cursor"))).toEqual(["agents"]);
    chmodSync(agents, 0o755);
    expect(await run(at, "install", "--client", "gemini,cursor", "--yes")).toMatchObject({
      code: 0,
    });
    const installed = readdirSync(at.cwd, { recursive: true });
    chmodSync(agents, 0o555);
    expect(await run(at, "remove", "--yes")).toMatchObject(refusal);
    expect(readdirSync(at.cwd, { recursive: true })).toEqual(installed);
    expect(await run(at, "status")).toMatchObject({ code: 0 });
    chmodSync(agents, 0o755);
    expect(await run(at, "remove", "--yes")).toMatchObject({ code: 0 });
    expect(readdirSync(agents)).toEqual([]);
  });

  test("a read-only file", async () => {
    const at = makePlain();
    const file = join(at.cwd, ".mcp.json");
    writeFileSync(file, "{}\n");
    give(at, at.cwd, file);
    chmodSync(file, 0o444);
    expect(await run(at, "install", "--client", "claude", "--yes")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is read-only"),
    });
    expect(readFileSync(file, "utf8")).toBe("{}\n");
    expect(statSync(file).mode & 0o777).toBe(0o444);
    expect(readdirSync(at.cwd)).toEqual([".mcp.json"]);
  });
});

test("the home directory is known by any name", async () => {
  const at = makeProject();
  const home = at.env["HOME"] ?? "";
  const link = join(dirname(home), "link");
  symlinkSync(home, link);
  for (const HOME of [link, `${home}/`, `${link}/.`])
    expect(
      await run({ cwd: home, env: { ...at.env, HOME } }, "install", "--client", "claude", "--yes"),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining("--scope user") });
  expect(readdirSync(home)).toEqual([]);
});

test("runs that begin at once: each is done or refused, and what was done is known", async () => {
  const at = makeProject();
  const names = ["claude", "cursor", "gemini", "vscode"];
  const ran = await Promise.all(names.map((name) => run(at, "install", "--client", name, "--yes")));
  for (const { code, stderr } of ran)
    expect(code === 0 ? "" : stderr).toMatch(/^$|^neon-dba: (UNAVAILABLE|DRIFT) /);
  const done = names.filter((_, index) => ran[index]?.code === 0);
  const known = (await run(at, "status")).stdout.split("\n").filter((line) => /files/.test(line));
  expect(known).toHaveLength(done.length);
  await run(at, "remove", "--yes");
  expect(readdirSync(at.cwd)).toEqual([]);
});

test("what a run left that was killed before it wrote anything goes with any next one", async () => {
  for (const action of ["install", "remove"]) {
    const at = makeProject();
    const { pid = 0 } = await ended();
    mkdirSync(join(at.cwd, ".neon-dba"));
    writeFileSync(join(at.cwd, `.neon-dba/agents.lock.${pid}`), "");
    writeFileSync(join(at.cwd, `.neon-dba/agents.json.${pid}.neon-dba-tmp`), "half");
    expect(await run(at, action, "--client", "cursor", "--yes")).toMatchObject({ code: 0 });
    if (action === "install") await run(at, "remove", "--yes");
    expect(readdirSync(at.cwd)).toEqual([]);
  }
});

/** Types at the question, in a terminal of its own. */
const TYPE = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[2], sys.argv[2:])
out, key = b"", bytes([int(sys.argv[1])])
while True:
    try: more = os.read(fd, 4096)
    except OSError: break
    if not more: break
    out += more
    if key and b"[y/N]" in out:
        os.write(fd, key)
        key = b""
print(out.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
const python = spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]);

test.runIf(python.status === 0).each([
  ["Ctrl-C", 3],
  ["Ctrl-D", 4],
])("%s at the question means no", async (_, key) => {
  const { cwd, env } = makeProject();
  const args = [...commandLine, "agents", "install", "--client", "cursor"];
  const path = process.env["PATH"] ?? "";
  const typed = await new Promise<string>((resolve) => {
    const child = ["-c", TYPE, `${key}`, process.execPath, ...args];
    execFile("python3", child, { cwd, env: { ...env, PATH: path } }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  expect(typed).toMatch(/\[y\/N\][^]*\nNothing was changed\.\s+1\n$/);
  expect(typed).not.toMatch(/Error|\n +at /);
  expect(readdirSync(cwd)).toEqual([]);
});

/** As a user who is asked for rights. */
function makePlain(): Project {
  const at = makeProject();
  if (!isRoot) return at;
  const root = dirname(at.cwd);
  for (const folder of [dirname(root), root]) chmodSync(folder, 0o755);
  return { ...at, uid: NOBODY };
}

function give({ uid }: Project, ...paths: readonly string[]): void {
  if (uid !== undefined) for (const path of paths) chownSync(path, uid, uid);
}

/** A process that is gone. */
async function ended() {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child;
}
