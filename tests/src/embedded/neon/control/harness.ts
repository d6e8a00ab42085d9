import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createApiClient } from "@neondatabase/api-client";
import type { Operation } from "@neondatabase/api-client";
import pg from "pg";
import { findInstallation } from "../../../../../src/embedded/installation.ts";
import type { Home } from "../../../../../src/embedded/home.ts";
import { createControlPlane } from "../../../../../src/embedded/neon/control/control-plane.ts";
import type { ControlPlane } from "../../../../../src/embedded/neon/control/control-plane.ts";
import { createEngine } from "../../../../../src/embedded/neon/create-engine.ts";
import type { Engine } from "../../../../../src/embedded/neon/engine.ts";
import { Faults } from "../../../../../src/embedded/neon/faults.ts";
import { temporaryHome } from "../../../../helpers/cluster.ts";
import { openApi } from "../../../../helpers/openapi.ts";

type Api = ReturnType<typeof createApiClient>;

/** A control plane on a real engine, behind a real HTTP server, asked by Neon's own client. */
export interface Plane extends AsyncDisposable {
  readonly home: Home;
  readonly root: string;
  readonly origin: string;
  readonly api: Api;
  readonly control: ControlPlane;
  readonly engine: Engine;
  readonly faults: Faults;
  /** Throws what went over the wire that Neon's OpenAPI document does not allow, or was an error of ours. */
  check(): void;
  /** Endpoints that were told to be cut, in order. */
  readonly cut: string[];
  /** Resolves with the last state of each when none of them goes on. */
  wait(operations: readonly Operation[]): Promise<Operation[]>;
  /** Runs SQL on an endpoint, the way the gateway would. */
  query(host: string, sql: string, login: Login): Promise<Record<string, unknown>[]>;
  /** Ends this one and opens another on the same home. */
  reopen(): Promise<Plane>;
  close(): Promise<void>;
}

export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database?: string;
}

/** Judges all exchanges of a test file, and counts what they covered. */
export const judge = openApi();

export async function openPlane(home: Home = temporaryHome()): Promise<Plane> {
  const root = join(home.path, "neon");
  // Postgres, which may be another user, passes through.
  mkdirSync(root, { recursive: true, mode: 0o711 });
  const faults = new Faults();
  const installation = await findInstallation(home);
  const violations: string[] = [];
  const log = (level: string, message: string, fields: object = {}): void => {
    if (level === "error") violations.push(`${message} ${JSON.stringify(fields)}`);
  };
  const engine = createEngine({ root, home, installation, faults, log });
  const control = await createControlPlane({ root, engine, faults, log });
  const cut: string[] = [];
  control.onDisconnect = (endpoint) => void cut.push(endpoint);
  const server = createServer((request, response) => {
    watch(request, response, violations);
    void control.handle(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createApiClient({
    apiKey: "key",
    baseURL: `${origin}/api/v2`,
    validateStatus: () => true,
  });
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    server.close();
    await control.close();
    server.closeAllConnections();
    await engine.close();
  };
  const plane: Plane = {
    home,
    root,
    origin,
    api,
    control,
    engine,
    faults,
    cut,
    close,
    check() {
      const problems = violations.splice(0);
      if (problems.length > 0) throw new Error(problems.join("\n"));
    },
    wait: (operations) => wait(api, operations),
    async query(host, sql, login) {
      const { port } = await control.route(host);
      const { user, password, database = "neondb" } = login;
      const client = new pg.Client({ host: "127.0.0.1", port, user, password, database });
      client.on("error", () => {});
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(sql)).rows;
      } finally {
        await client.end();
      }
    },
    async reopen() {
      await close();
      return openPlane(home);
    },
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(home.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  return plane;
}

/** Compares what goes over the wire with the document. */
function watch(request: IncomingMessage, response: ServerResponse, violations: string[]): void {
  const { method = "", url = "" } = request;
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  const end = response.end.bind(response);
  response.end = ((...given: Parameters<typeof end>) => {
    const sent = parse(String(given[0] ?? ""));
    const { statusCode: status } = response;
    // Paths and methods that are not in the document are refused.
    if (status === 405 || !judge.knows(method, url)) return end(...given);
    // What is refused need not have been right.
    const asked = status < 400 ? judge.checkRequest(method, url, parse(textOf(chunks))) : [];
    const problems = [...asked, ...judge.checkResponse(method, url, status, sent)];
    violations.push(...problems.map((problem) => `${method} ${url}: ${problem}`));
    return end(...given);
  }) as typeof response.end;
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString();

const parse = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));

/** Resolves with the last state of operations when none of them goes on. */
export async function wait(api: Api, operations: readonly Operation[]): Promise<Operation[]> {
  return Promise.all(
    operations.map(async ({ project_id: project, id }) => {
      for (let waited = 0; ; waited += 20) {
        const { data } = await api.getProjectOperation(project, id);
        const { status } = data.operation;
        if (status !== "running" && status !== "scheduling") return data.operation;
        if (waited > 30_000) throw new Error(`${data.operation.action} does not end`);
        await sleep(20);
      }
    }),
  );
}
