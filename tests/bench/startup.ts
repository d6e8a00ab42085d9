import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { median, print, quantile } from "./figures.ts";

/**
 * From spawn to the reply to `initialize`: ours and a bare SDK server with one tool, in turn. `npm run bench -- startup [N]`.
 * Then: what our process has loaded by that moment that it should not have.
 */
const rounds = Number(process.argv[2] ?? 25);
const root = resolve(import.meta.dirname, "../..");
const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const ours = join(root, "dist/src/main.js");
const bare = join(import.meta.dirname, "bare-server.js");

const initialize = `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } } })}\n`;

function start(args: readonly string[]): Promise<{ ms: number; stderr: string }> {
  return new Promise((done, fail) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { env: { ...process.env, NEON_DBA_HOME: home } });
    let ms = Number.NaN;
    let stderr = "";
    child.stdout.once("data", () => {
      ms = performance.now() - started;
      child.stdin.end();
    });
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.once("error", fail);
    child.once("close", () => done({ ms, stderr }));
    child.stdin.write(initialize);
  });
}

const figures: { ours: number[]; bare: number[]; ratio: number[] } = {
  ours: [],
  bare: [],
  ratio: [],
};
await start([ours]);
await start([bare]);
for (let round = 0; round < rounds; round++) {
  const [a, b] = [await start([ours]), await start([bare])];
  figures.ours.push(a.ms);
  figures.bare.push(b.ms);
  figures.ratio.push(a.ms / b.ms);
}
print(
  `spawn to initialize, ${rounds} pairs`,
  Object.fromEntries(
    Object.entries(figures).map(([name, values]) => [
      name,
      { median: median(values), p90: quantile(values, 0.9) },
    ]),
  ),
);

// a loader hook prints the address of every module; this process does nothing but answer initialize
const hook = `export async function load(url, context, next) { process._rawDebug(url); return next(url, context); }`;
const register = `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(hook)}");`;
const trace = await start([
  "--import",
  `data:text/javascript,${encodeURIComponent(register)}`,
  ours,
]);
const modules = trace.stderr.split("\n").filter((line) => line.startsWith("file:"));
const loaded = new Set(
  modules.map((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? "neon-dba"),
);
print("loaded before first use", {
  modules: { count: modules.length },
  packages: { names: [...loaded].join(", ") },
});
rmSync(home, { recursive: true, force: true });
