import { copyFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configureConnection, type Configured } from "../../src/connection/configure.ts";
import type { Runtime } from "../../src/connection/stack.ts";
import { memoryPlans, noNeon } from "../helpers/deps.ts";
import { type Application, type Command, startApplication } from "./application.ts";
import { openPlace, type Place, writeFiles } from "./place.ts";

/** Smaller than the 50 requests that come at once. */
export const POOL = 6;
const REQUESTS = 50;

/** The application around the generated files. */
export interface Program {
  readonly stack: string;
  readonly runtime?: Runtime;
  /** The files of drivers/ that it takes. */
  readonly drivers: readonly string[];
  /** SQL over HTTP has neither connections nor a certificate of ours. */
  readonly http?: true;
  /** More for the pooled URL. */
  readonly urlOptions?: string;
  /** How its server ends when it is told to; default: exit code 0. */
  readonly ends?: NodeJS.Signals;
  command(
    folder: string,
    place: Place,
  ): Pick<Command, "command" | "args"> & { readonly env?: Command["env"] };
}

/** The files as the tool hands them out. */
export function filesOf(stack: string, runtime: Runtime = "long_running"): Promise<Configured> {
  const deps = {
    ...noNeon,
    plans: memoryPlans(),
    access: "guarded" as const,
    session: () => Promise.reject(new Error("no target was named")),
    shadow: () => Promise.reject(new Error("no shadow is needed")),
  };
  const request = { stack, runtime, instances: 1, concurrency: POOL };
  return configureConnection(request, deps, { signal: new AbortController().signal });
}

/** The same six scenes for every stack, each on the application that the first one starts. */
export function describeStacks(programs: readonly Program[], missing?: string): void {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  describe.skipIf(missing).each(programs)(`$stack $runtime ${missing ?? ""}`, (program) => {
    let made: Configured;
    let application: Application;
    const start = async (folder: string, trusted: boolean): Promise<Application> => {
      const { env, ...command } = program.command(folder, place);
      return startApplication({
        ...command,
        cwd: folder,
        env: { ...environment(place, made, trusted, program.urlOptions), ...env },
      });
    };
    let folder: string;
    beforeAll(async () => {
      made = await filesOf(program.stack, program.runtime);
      folder = place.folder(`${program.stack}-${program.runtime ?? ""}`);
      writeFiles(folder, [{ path: "package.json", content: '{"type":"module"}' }, ...made.files]);
      for (const name of program.drivers)
        copyFileSync(join(import.meta.dirname, "drivers", name), join(folder, name));
      symlinkSync(join(import.meta.dirname, "node_modules"), join(folder, "node_modules"));
      await limit(place, made, "30s");
      application = await start(folder, true);
    });
    afterAll(() => application[Symbol.asyncDispose]());
    const all = (path: string): Promise<readonly { status: number; body: string }[]> =>
      Promise.all(
        Array.from({ length: REQUESTS }, (_, number) =>
          application.get(`${path}?number=${number}`),
        ),
      );

    test("answers, and wakes a compute that was suspended", async () => {
      expect(await application.get("/now")).toMatchObject({ status: 200 });
      for (const path of ["/now", "/ready"]) {
        await place.suspend();
        expect(await application.get(path)).toMatchObject({ status: 200 });
      }
    });

    test("keeps to its pool under 50 requests at once", async () => {
      place.door.peak();
      const answers = await all("/read");
      expect(failures(answers)).toEqual([]);
      const peak = place.door.peak();
      expect(peak).toBe(program.http ? 0 : POOL);
    });

    test("repeats what cut backends undid, and nothing twice", async () => {
      await place.run("truncate works");
      const answers = all("/work");
      let cut = 0;
      for (let round = 0; round < 2; round++) cut += await killSleepers(place);
      expect(failures(await answers)).toEqual([]);
      expect(cut).toBeGreaterThan(0);
      const [row] = await place.run(
        "select count(*)::int, count(distinct number)::int as numbers from works",
      );
      expect(row).toEqual({ count: REQUESTS, numbers: REQUESTS });
    });

    test.skipIf(program.http)(
      "repeats what may run twice when the network loses its connections",
      async () => {
        const answers = all("/read");
        await sleep(150);
        expect(place.door.cut()).toBeGreaterThan(0);
        expect(failures(await answers)).toEqual([]);
      },
    );

    test("has its statements ended by the role's timeout", async () => {
      await limit(place, made, "500ms");
      await place.suspend();
      const { status, body } = await application.get("/slow");
      expect(status).toBe(500);
      expect(body).toMatch(/57014|statement timeout/);
      await limit(place, made, "30s");
      await place.suspend();
    });

    test("holds no secret, and ends by SIGTERM", async () => {
      const text = JSON.stringify(made);
      for (const secret of [place.password, "postgresql://", "npg_"])
        expect(text).not.toContain(secret);
      expect(text).toContain("DATABASE_URL");
      await application.get("/now");
      place.door.torn();
      expect(await application.stop()).toBe(program.ends ?? 0);
      expect(place.door.torn(), "connections that were not closed").toBe(0);
    });

    test.skipIf(program.http)(
      "does not connect where the certificate is not to be trusted",
      async () => {
        place.door.peak();
        await using suspicious = await start(folder, false);
        const { status, body } = await suspicious.get("/now");
        expect(status).toBe(500);
        expect(body).toMatch(/certificate|issuer|CERT|tls/i);
        expect(place.door.peak()).toBe(0);
      },
    );
  });
}

/** What the URLs are to end with, as .env.example says it. */
export function optionsOf({ files }: Configured): string {
  const example = files.find(({ path }) => path === ".env.example")?.content ?? "";
  const [, asked = ""] = /with \?(\S+)/.exec(example) ?? [];
  // The local Neon asks for the password in clear, within TLS, so there is nothing to bind to the channel.
  return asked.replace(/&?channel_binding=require/, "");
}

function environment(
  place: Place,
  made: Configured,
  trusted: boolean,
  more = "",
): Record<string, string> {
  const options = optionsOf(made);
  return {
    DATABASE_URL: place.url("pooled", [options, more].filter((part) => part !== "").join("&")),
    DATABASE_URL_UNPOOLED: place.url("direct", options),
    NODE_OPTIONS: process.env["NODE_OPTIONS"] ?? "",
    NODE_NO_WARNINGS: "1",
    ...(trusted ? { NODE_EXTRA_CA_CERTS: place.caFile, SSL_CERT_FILE: place.caFile } : {}),
  };
}

/** What the first few that failed say. */
const failures = (answers: readonly { status: number; body: string }[]): string[] =>
  answers.flatMap(({ status, body }) => (status === 200 ? [] : [body])).slice(0, 3);

/** timeouts.sql as the application's role runs it. */
async function limit(place: Place, { files }: Configured, time: string): Promise<void> {
  const script = files.find(({ path }) => path === "timeouts.sql")?.content ?? "";
  expect(script).toContain("statement_timeout = '30s'");
  const client = new pg.Client({
    connectionString: place.url("direct", ""),
    ssl: { ca: place.door.ca },
  });
  await client.connect();
  // the one before may be short
  await client.query("set statement_timeout = 0");
  await client.query(script.replace("statement_timeout = '30s'", `statement_timeout = '${time}'`));
  await client.end();
}

/** Those in the middle of a transaction's work: at its COMMIT nobody could say what became of it. */
async function killSleepers(place: Place): Promise<number> {
  const sql = `select pg_terminate_backend(pid) from pg_stat_activity
    where usename = 'app' and wait_event = 'PgSleep'
      and query_start > clock_timestamp() - interval '50 ms' limit 3`;
  for (let count = 0; count < 100; count++) {
    const { length } = await place.run(sql);
    if (length > 0) return length;
    await sleep(20);
  }
  return 0;
}
