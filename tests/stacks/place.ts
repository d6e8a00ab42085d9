import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type LocalNeon, localNeon, ownerAddress } from "../helpers/local-neon.ts";
import { openTlsDoor, type TlsDoor } from "./tls.ts";

/** A Neon with TLS, and a role `app` on it that SQL made, as an application has it. */
export interface Place extends AsyncDisposable {
  readonly neon: LocalNeon;
  readonly door: TlsDoor;
  readonly password: string;
  /** A file with the authority that signed the door's certificate. */
  readonly caFile: string;
  /** For files of applications. */
  folder(name: string): string;
  /** The application's URL, with what the stack says of TLS. */
  url(kind: "pooled" | "direct", options: string): string;
  /** The origin of SQL over HTTP and of WebSockets, and the host that tells the endpoint. */
  readonly http: { readonly origin: string; readonly host: string };
  /** As the owner of the database, directly. */
  run(sql: string): Promise<Record<string, unknown>[]>;
  /** Returns when the compute sleeps. */
  suspend(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const root = mkdtempSync(join(tmpdir(), "neon-dba-stacks-"));
  const neon = await localNeon();
  const door = await openTlsDoor(root, neon.port);
  const caFile = join(root, "ca.pem");
  const {
    host,
    port,
    database,
    user,
    password: secret = "",
    options = "",
  } = await ownerAddress(neon);
  const endpoint = options.replace("endpoint=", "");
  const password = randomBytes(12).toString("hex");
  const run = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ host, port, database, user, password: secret, options });
    client.on("error", () => {});
    await client.connect();
    try {
      const results: unknown = await client.query(sql);
      return ((Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult).rows;
    } finally {
      await client.end();
    }
  };
  await run(`create role app login password '${password}';
    create table works (id bigint generated always as identity primary key, number int not null unique);
    grant select, insert on works to app; grant create, usage on schema public to app; grant app to neondb_owner`);
  const { api } = neon;
  const projectId = (await api.listProjects({})).data.projects[0]?.id ?? "";
  const named = (await api.getProjectEndpoint(projectId, endpoint)).data.endpoint.host;
  return {
    neon,
    door,
    password,
    caFile,
    folder(name) {
      const folder = join(root, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    url(kind, options) {
      const to = kind === "pooled" ? `${endpoint}-pooler` : endpoint;
      return `postgresql://app:${password}@localhost:${door.port}/neondb?options=endpoint%3D${to}${options === "" ? "" : `&${options}`}`;
    },
    http: { origin: neon.origin, host: named },
    run,
    async suspend() {
      await api.suspendProjectEndpoint(projectId, endpoint);
      const state = async () =>
        (await api.getProjectEndpoint(projectId, endpoint)).data.endpoint.current_state;
      while ((await state()) !== "idle") await sleep(20);
    },
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]();
      await neon[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function writeFiles(
  folder: string,
  files: readonly { readonly path: string; readonly content: string }[],
): void {
  for (const { path, content } of files) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
