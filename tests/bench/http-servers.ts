import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { dbhubConfig, dbhubPath } from "./dbhub.ts";
import { type Server, load } from "./http-clients.ts";

/** A server in a process of its own. */
export interface Started extends Server {
  readonly process: ChildProcess;
}

const main = resolve(import.meta.dirname, "../../dist/src/main.js");
const base = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
const LIMITS = ["--rate-limit", "1000000"];

export async function startOurs(
  env: Record<string, string>,
  loaded: readonly string[] = [],
): Promise<Started> {
  const child = spawn(process.execPath, [...loaded, main, "http", "--port", "0", ...LIMITS], {
    env: { ...base, ...env },
    stdio: ["ignore", "ignore", "pipe", ...(loaded.length === 0 ? [] : ["ipc" as const])],
  });
  const url = await new Promise<string>((found) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (part: string) => {
      said += part;
      const [address] = /http:\/\/\S+\/mcp/.exec(said) ?? [];
      if (address !== undefined) found(address);
    });
  });
  return { url, process: child };
}

export async function startTheirs(url: string): Promise<Started> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      dbhubPath(),
      "--transport",
      "http",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--config",
      dbhubConfig(url, true),
    ],
    { env: base, stdio: "ignore" },
  );
  const server = { url: `http://127.0.0.1:${port}/mcp`, process: child };
  await answers(server);
  return server;
}

/** When it has started: refused connections come back at once, and the next try is made in a moment. */
async function answers(server: Server): Promise<void> {
  const { samples } = await load(server, 1, 0.2, () => ({
    tool: "execute_sql",
    args: { sql: "select 1" },
  }));
  if (!samples.some(({ outcome }) => outcome === "done")) return answers(server);
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

/** Milliseconds of CPU that a process has taken; from /proc, in ticks of 10 ms. */
export function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
