import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeHome } from "../helpers/temporary-folder.ts";
import { serveHttp } from "../helpers/http.ts";
import { openBearer } from "./bearer.ts";
import { clientNode, isolated } from "./client.ts";
import { tokenFile } from "./doors.ts";

const suite = join(
  import.meta.dirname,
  "node_modules/@modelcontextprotocol/conformance/dist/index.js",
);

export interface Check {
  readonly scenario: string;
  readonly id: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string;
}

export interface Judgement {
  /** 0 when every scored scenario passed. */
  readonly code: number | null;
  readonly said: string;
  readonly checks: readonly Check[];
}

/** Runs the conformance suite on a server. */
export async function judge(url: string, args: readonly string[]): Promise<Judgement> {
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-conformance-"));
  try {
    const child = spawn(clientNode, [suite, "server", "--url", url, "-o", folder, ...args], {
      cwd: folder,
      env: isolated(folder),
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (said += String(text)));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, said, checks: checksIn(folder) };
  } finally {
    removeHome(folder);
  }
}

/** `neon-dba http` with a token, and an address for the suite, which cannot send one. */
export async function serveToSuite(
  databaseUrl: string,
  flags: readonly string[] = [],
): Promise<AsyncDisposable & { readonly url: string }> {
  const bearer = await openBearer();
  const tokens = tokenFile();
  const hosts = ["127.0.0.1", "localhost"].map((name) => `${name}:${bearer.port}`);
  // it sends the Origin of this machine, which has to be allowed like any other
  const origins = hosts.map((host) => `http://${host}`);
  const own = ["--tokens", tokens.path, "--allowed-hosts", hosts.join(",")];
  const server = await serveHttp([...flags, ...own, "--allowed-origins", origins.join(",")], {
    DATABASE_URL: databaseUrl,
  });
  bearer.forward(server.url, tokens.token);
  return {
    url: `http://127.0.0.1:${bearer.port}${new URL(server.url).pathname}`,
    async [Symbol.asyncDispose]() {
      await bearer[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      tokens[Symbol.dispose]();
    },
  };
}

/** One folder for each scenario, named after it and the time, with its checks. */
function checksIn(folder: string): Check[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith("checks.json"))
    .flatMap((name) => {
      const [, scenario = name] = /(?:^|\/)server-(.*?)-\d{4}-\d\d-\d\dT/.exec(name) ?? [];
      const checks = JSON.parse(readFileSync(join(folder, name), "utf8")) as Check[];
      return checks.map((check) => ({ ...check, scenario }));
    });
}
