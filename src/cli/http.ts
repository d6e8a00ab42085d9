import { setMaxListeners } from "node:events";
import { openHttpAround } from "../around/http.ts";
import { openAuthentication } from "../auth/authenticate.ts";
import { type Config, ConfigError } from "../config.ts";
import { type HttpService, openHttp } from "../http/server.ts";
import type { Toolset } from "../mcp/select.ts";
import { clientUrl } from "./client-url.ts";
import { tellLastWords } from "./last-words.ts";
import { type OpenServer, openServer } from "./open-server.ts";
import { packageInfo } from "./package-info.ts";
import { serveCallers } from "./serve-caller.ts";

/** More than calls have to end, and connections to close. */
const patienceMs = 20_000;

/** `neon-dba http`: serves until the process is told to stop. */
export async function http(
  config: Config,
  toolsets: Readonly<Record<string, Toolset>>,
): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    // for good: told twice, Node would end at once without a listener, with changes half done and their ends not in the audit log
    let toldAt: number | undefined;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        toldAt ??= performance.now();
        // what has not ended by then hangs
        if (performance.now() - toldAt > patienceMs) process.exit(1);
        resolve();
      });
  });
  await using server = openServer(config, toolsets, "http");
  using _lastWords = tellLastWords(server.config.redact);
  await using service = await listen(config, server);
  process.stderr.write(`${service.started}\n`);
  await stopped;
}

export interface Listening extends AsyncDisposable {
  /** The MCP endpoint, with the real port. */
  readonly url: string;
  /** What the command says when it has started. */
  readonly started: string;
}

/** The HTTP server over everything that is open. Throws ConfigError where the address or a file of the settings is no good. */
export async function listen(config: Config, server: OpenServer): Promise<Listening> {
  const { state, config: shared } = server;
  let service: HttpService | undefined;
  let isEnding = false;
  const arounds = openHttpAround({
    ...config.http,
    arounds: server.arounds,
    draw: state.draw,
    redact: shared.redact,
    version: packageInfo().version,
    sessionRequests: () => service?.sessionRequests() ?? 0,
    checks: {
      state: () => state.check(),
      serving: async () => {
        if (isEnding) throw new Error("ending");
      },
    },
  });
  const ending = new AbortController();
  // each running call listens to it, and there are as many of them as callers
  setMaxListeners(0, ending.signal);
  const served = { ...shared, around: arounds.around, ending: ending.signal };
  try {
    const authentication = await openAuthentication({
      ...config.http,
      narrowable: server.narrowable,
      resource: () =>
        config.http.publicUrl ?? (service === undefined ? "" : clientUrl(config.http, service.url)),
      log: shared.log,
    });
    service = await openHttp({
      http: config.http,
      authentication,
      arounds,
      ending,
      routes: arounds.endpoints,
      state,
      config: served,
      serveCaller: serveCallers({ ...server, config: served }),
    });
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
  const { url, close } = service;
  return {
    url,
    started: startLine(config, url),
    async [Symbol.asyncDispose]() {
      isEnding = true;
      await close();
    },
  };
}

function startLine(config: Config, url: string): string {
  const { access, deployment } = config;
  const { tokens, oauth, neonKeys } = config.http;
  const neon = neonKeys === "request" ? "the Neon of each request's key" : "Neon projects";
  const what = { local: "the local Neon", neon, url: "a Postgres" }[deployment];
  const bearers = [
    ...(tokens === undefined ? [] : [`a token of ${tokens}`]),
    ...(oauth === undefined ? [] : [`one of ${oauth.issuer}`]),
  ];
  const who =
    bearers.length === 0
      ? "everybody on this machine: without --tokens or --oauth-issuer it asks nobody who they are"
      : `whoever brings ${bearers.join(" or ")}`;
  const called = clientUrl(config.http, url);
  const { hostname, port } = new URL(url);
  const where = called === url ? "" : ` It listens on ${hostname}, port ${port || "80"}.`;
  return `neon-dba: ${called} serves ${what}, access ${access}, to ${who}.${where}`;
}
