import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tool } from "../../src/core/tool.ts";
import { findInstallation } from "../../src/embedded/installation.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { type Cluster, startCluster, temporaryHome } from "../helpers/cluster.ts";
import { connectHttp, serveHttp } from "../helpers/http.ts";
import { type TestDatabase, testDatabase } from "../helpers/postgres.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { attemptsOn } from "./attempts.ts";
import { isOfNeon, setup } from "./examples.ts";
import { canary } from "./payloads.ts";
import { flags, tryAll } from "./try-all.ts";

const FILES = "neon-dba-wire-files-";

/** Every payload in every place of the tools, on a Postgres that writes down every statement. */
export function injectOnPostgres(tools: readonly Tool[]): void {
  let cluster: Cluster;
  let database: TestDatabase;
  let server: Awaited<ReturnType<typeof serveHttp>>;
  let client: Awaited<ReturnType<typeof connectHttp>>;
  let files: string;
  let logs: string;
  const witness = () =>
    database.runAsSuperuser(
      `select (select count(*)::int from ${canary}) as rows, (select array_agg(rolname::text order by oid) from pg_roles) as roles,
         (select array_agg(datname::text order by oid) from pg_database) as databases, (select array_agg(oid::regclass::text order by oid) from pg_class where relnamespace = 'public'::regnamespace) as tables`,
    );

  beforeAll(async () => {
    const home = temporaryHome();
    cluster = await startCluster(home, await findInstallation(home), {
      log_statement: "all",
      logging_collector: "on",
      log_destination: "jsonlog",
    });
    logs = join(home.path, "cluster", "data", "log");
    database = await testDatabase(
      `create table ${canary} (id int); insert into ${canary} values (1); ${setup}`,
      cluster.url,
    );
    files = mkdtempSync(join(tmpdir(), FILES));
    server = await serveHttp([...flags, `--files=${files}`], { DATABASE_URL: database.url });
    client = await connectHttp(server.url);
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await cluster.stop();
    removeHome(files);
  });

  test.each(tools.map((tool): [string, Tool] => [tool.name, tool]))("%s", async (_, tool) => {
    const before = await witness();
    const attempts = attemptsOn(tool);
    await tryAll(
      client,
      tool.name === "run_sql" ? attempts : attempts.filter(({ paths }) => !paths.some(isOfNeon)),
    );
    expect(await witness()).toEqual(before);
  });

  test("no statement that came to Postgres does what a payload says", async () => {
    const ours = [
      `create table ${canary}`,
      `from ${canary})`,
      `from public.${canary}`,
      "create database",
    ];
    const came = logged(logs).filter(({ sql }) => !ours.some((text) => sql.includes(text)));
    const asValues = came.filter(({ values }) => values.includes(canary));
    const inTexts = came.filter(({ sql }) => sql.includes(canary));
    expect(asValues.length + inTexts.length).toBeGreaterThan(50);
    const odd: string[] = [];
    for (const sql of new Set(inTexts.map((each) => each.sql))) {
      const tree = await parseScript(sql).then(JSON.stringify, (error: unknown) => String(error));
      // a payload inside a literal or a quoted name is part of a longer string
      if (tree.includes(`"${canary}"`) || !tree.startsWith("[")) odd.push(sql.slice(0, 400));
    }
    expect(odd).toEqual([]);
  });

  test("no file was made but where files may be", () => {
    expect(existsSync("/tmp/neon-dba-wire")).toBe(false);
    const made = readdirSync(tmpdir()).filter((name) => name.startsWith("neon-dba-wire"));
    expect(made.filter((name) => !name.startsWith(FILES))).toEqual([]);
  });
}

interface Logged {
  readonly sql: string;
  /** Of its parameters, as one text. */
  readonly values: string;
}

function logged(folder: string): Logged[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .flatMap((line) => {
      if (line === "") return [];
      const { message = "", detail = "" } = JSON.parse(line) as {
        message?: string;
        detail?: string;
      };
      const [, sql] = /^(?:statement|execute [^:]*): (.*)$/s.exec(message) ?? [];
      return sql === undefined ? [] : [{ sql, values: detail }];
    });
}
