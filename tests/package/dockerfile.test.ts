import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const hasDocker = spawnSync("docker", ["info"], { stdio: "ignore" }).status === 0;

interface Instruction {
  readonly name: string;
  readonly rest: string;
}
/** Each stage as its instructions; lines that go on are joined. */
const stages = read("Dockerfile")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll(/\\\n/g, " ")
  .split("\n")
  .flatMap((line): Instruction[] => {
    const [, name, rest] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    return name === undefined || rest === undefined ? [] : [{ name, rest }];
  })
  .reduce<Instruction[][]>((all, each) => {
    if (each.name === "FROM") return [...all, [each]];
    all.at(-1)?.push(each);
    return all;
  }, []);
const [build = [], final = []] = stages;
const of = (stage: readonly Instruction[], name: string): string[] =>
  stage.flatMap((each) => (each.name === name ? [each.rest] : []));
const parsed = (stage: readonly Instruction[], name: string): string[] =>
  JSON.parse(
    of(stage, name)
      .at(-1)
      ?.replace(/^.*?(?=\[)/, "") ?? "[]",
  ) as string[];

const here = mkdtempSync(join(tmpdir(), "neon-dba-image-"));
/** A path of the image as one of this machine. */
const inImage = (path: string): string => join(here, path);
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill("SIGTERM");
  for (const child of children)
    if (child.exitCode === null) await new Promise((ended) => child.once("exit", ended));
  rmSync(here, { recursive: true, force: true });
});

test("the image runs as somebody, is named for the registry and tells whether it is well", () => {
  expect(stages).toHaveLength(2);
  expect(of(final, "USER")).toEqual(["node"]);
  const { mcpName } = JSON.parse(read("package.json")) as { mcpName: string };
  expect(of(final, "LABEL")).toContain(`io.modelcontextprotocol.server.name="${mcpName}"`);
  expect(parsed(final, "HEALTHCHECK").join(" ")).toContain("/healthz");
  expect(parsed(final, "CMD")).toEqual(["http"]);
  expect(of(final, "ENV").join(" ")).not.toMatch(/TOKEN|KEY|URL|PASSWORD/);
});

test("what is copied is there, and all that the builder is sent", () => {
  const copied = of(build, "COPY").flatMap((rest) => rest.split(/ +/).slice(0, -1));
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const sent = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(sent[0]).toBe("*");
  expect(sent.slice(1).toSorted()).toEqual(copied.map((path) => `!${path}`).toSorted());
});

/** The instructions of both stages, in folders of this machine; what needs root is left out. */
beforeAll(() => {
  const work = inImage("src");
  mkdirSync(work, { recursive: true });
  for (const { name, rest } of build) {
    if (name === "COPY") copy(rest, root, work);
    if (name === "RUN") execFileSync("sh", ["-ec", rest], { cwd: work, stdio: "pipe" });
  }
  const app = inImage("app");
  mkdirSync(app, { recursive: true });
  for (const rest of of(final, "COPY")) copy(rest.replace("--from=build ", ""), here, app);
}, 600_000);

function copy(rest: string, from: string, to: string): void {
  const paths = rest.split(/ +/);
  const target = paths.pop() ?? ".";
  for (const path of paths) {
    const at = join(
      to,
      target,
      target.endsWith("/") && !isFolder(join(from, path)) ? basename(path) : "",
    );
    cpSync(join(from, path), at, { recursive: true, verbatimSymlinks: true });
  }
}

const isFolder = (path: string): boolean => statSync(path).isDirectory();

const variables = Object.fromEntries(
  of(final, "ENV").flatMap((rest) => rest.split(/ +/).map((pair) => pair.split("="))),
) as Record<string, string>;
const [, entry = ""] = parsed(final, "ENTRYPOINT");
const command = [inImage(entry), ...parsed(final, "CMD")];

test("it refuses to listen beyond the container before it knows whom to let in", () => {
  const env = { ...variables, PATH: process.env["PATH"] ?? "", NEON_DBA_HOME: inImage("data") };
  const { status, stderr } = spawnSync(process.execPath, command, { env, encoding: "utf8" });
  expect(stderr).toMatch(/token/);
  expect(status).toBe(2);
});

test("with tokens and its name it serves, and its own check finds it well", async () => {
  const tokens = inImage("tokens");
  const token = [inImage(entry), "token", "alice", "--scopes", "read", "--tokens", tokens];
  const secret = execFileSync(process.execPath, token, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const env = {
    ...variables,
    PATH: process.env["PATH"] ?? "",
    NEON_DBA_HOME: inImage("data"),
    NEON_DBA_HTTP_PORT: "18432",
    NEON_DBA_HTTP_TOKENS: tokens,
    NEON_DBA_HTTP_ALLOWED_HOSTS: "dba.example.com",
  };
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  await new Promise((started) => child.stderr.once("data", started));
  const [program = "", ...args] = parsed(final, "HEALTHCHECK");
  expect(spawnSync(program, args, { env }).status).toBe(0);
  expect(spawnSync(program, args, { env: { ...env, NEON_DBA_HTTP_PORT: "18433" } }).status).toBe(1);
  const ask = (authorization: string) =>
    fetch("http://127.0.0.1:18432/mcp", {
      method: "POST",
      headers: {
        authorization,
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: {
          protocolVersion: "2025-06-18",
          capabilities: {},
          clientInfo: { name: "t", version: "1" },
        },
      }),
    });
  expect((await ask("Bearer nobody")).status).toBe(401);
  const answer = await ask(`Bearer ${secret.trim()}`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("neon-dba");
});

test.skipIf(!hasDocker)(
  "Docker builds it (where there is a Docker engine)",
  { timeout: 900_000 },
  () => {
    const { status, stderr } = spawnSync("docker", ["build", "--quiet", "."], { cwd: root });
    expect(status, stderr.toString()).toBe(0);
  },
);
