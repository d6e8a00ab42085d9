import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  Client,
  type ClientOptions,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { listen } from "../../src/cli/http.ts";
import { openServer } from "../../src/cli/open-server.ts";
import { readConfig } from "../../src/config.ts";
import type { Admitted } from "../../src/auth/authenticate.ts";
import type { Incoming } from "../../src/auth/incoming.ts";
import { type HttpOptions, openHttp } from "../../src/http/server.ts";
import type { ServerConfig } from "../../src/mcp/server.ts";
import { fileState } from "../../src/state/files.ts";
import { toolsets } from "../../tools/index.ts";
import type { ConnectOptions } from "./client.ts";
import { stateFolder } from "./server-config.ts";
import { commandLine, serverEnv } from "./server.ts";
import { removeHome } from "./temporary-folder.ts";

interface Http extends AsyncDisposable {
  /** The MCP endpoint. */
  readonly url: string;
}

/** Any tools by HTTP, without what the command line puts around them; everybody is let in, as the caller that the header `X-Test-Caller` names. */
export async function serveTools(
  config: ServerConfig,
  options: Partial<Pick<HttpOptions, "http" | "state" | "requestTimeoutMs">> = {},
): Promise<Http> {
  const service = await openHttp({
    http: { host: "127.0.0.1", port: 0, allowedHosts: [], allowedOrigins: [] },
    authentication: {
      metadata: () => undefined,
      authenticate: async (request) => admit(request),
      identify: async (request) => admit(request),
    },
    arounds: {
      observe: (_request, _response, handle) => handle(),
      admit: async () => 0,
      refusedAuth: () => {},
    },
    routes: [],
    ending: new AbortController(),
    state: fileState(stateFolder()),
    config,
    serveCaller: ({ principal }) => ({
      config: { ...config, principal: principal.id },
      most: "full",
      close: async () => {},
    }),
    ...options,
  });
  return { url: service.url, [Symbol.asyncDispose]: () => service.close() };
}

function admit({ headers }: Incoming): Admitted {
  const id = String(headers["x-test-caller"] ?? "test");
  return {
    principal: { id, scopes: new Set(["read", "write", "admin"]) },
    auth: { token: "", clientId: id, scopes: [] },
  };
}

/** `neon-dba http` in this process, on a free port unless a flag names one, with a home of its own unless the environment names one. */
export async function serveHttp(
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Http> {
  const own = env["NEON_DBA_HOME"] === undefined;
  const home = env["NEON_DBA_HOME"] ?? mkdtempSync(join(tmpdir(), "neon-dba-http-"));
  const port = flags.includes("--port") ? [] : ["--port", "0"];
  const config = readConfig([...port, ...flags], { ...env, NEON_DBA_HOME: home }, "http");
  const server = openServer(config, toolsets, "http");
  const service = await listen(config, server);
  return {
    url: service.url,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      if (own) removeHome(home);
    },
  };
}

export interface HttpProcess extends Http {
  readonly pid: number;
  /** What it has written to standard error until now. */
  readonly log: () => string;
  /** Sends the signal; resolves with the exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** `neon-dba http` as a process of its own, on a free port. */
export async function startHttp(
  flags: readonly string[],
  env: Record<string, string>,
): Promise<HttpProcess> {
  const child = spawn(process.execPath, [...commandLine, "http", "--port", "0", ...flags], {
    env: { ...serverEnv(), ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      lines.push(line);
      const started = /^neon-dba: (http:\S+) serves /.exec(line)?.[1];
      if (started !== undefined) resolve(started);
    });
    void exited.then(() => reject(new Error(`It ended: ${lines.join("\n")}`)));
  });
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  return {
    url,
    pid: child.pid ?? 0,
    log: () => lines.join("\n"),
    end,
    [Symbol.asyncDispose]: async () => void (await end("SIGTERM")),
  };
}

export interface HttpClientOptions extends ConnectOptions {
  readonly headers?: Record<string, string>;
}

/** A real client of either era on that URL. */
export async function connectHttp(
  url: string,
  { era = "modern", answer, extensions, headers }: HttpClientOptions = {},
): Promise<Client & AsyncDisposable> {
  const options: ClientOptions = {
    versionNegotiation: { mode: era === "modern" ? "auto" : "legacy" },
    capabilities: {
      ...(answer === undefined ? {} : { elicitation: { form: {} } }),
      ...(extensions === undefined ? {} : { extensions }),
    },
  };
  const client = new Client({ name: "test", version: "1.0.0" }, options);
  if (answer !== undefined)
    client.setRequestHandler("elicitation/create", async (request) =>
      answer((request.params as { message: string }).message),
    );
  const requestInit = headers === undefined ? {} : { requestInit: { headers } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), requestInit));
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}
