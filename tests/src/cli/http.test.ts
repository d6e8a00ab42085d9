import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { withHeld } from "../../../src/auth/principal.ts";
import { createToken, hashToken } from "../../../src/auth/token.ts";
import { writeTokenLine } from "../../../src/auth/token-lines.ts";
import { textOf } from "../../helpers/client.ts";
import { connectHttp, startHttp } from "../../helpers/http.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { commandLine, serverEnv } from "../../helpers/server.ts";
import { removeHome } from "../../helpers/temporary-folder.ts";
import { ask } from "../http/ask.ts";

const home = mkdtempSync(join(tmpdir(), "neon-dba-http-"));
afterAll(() => removeHome(home));

const env = (databaseUrl: string) => ({ DATABASE_URL: databaseUrl, NEON_DBA_HOME: home });

test("it says where it listens, what it serves and to whom; lines on stderr tell requests, and no secret", async () => {
  await using database = await testDatabase();
  const server = await startHttp(["--log-level", "info"], env(database.url));
  expect(server.log()).toBe(
    `neon-dba: ${server.url} serves a Postgres, access guarded, to everybody on this machine: without --tokens or --oauth-issuer it asks nobody who they are.`,
  );
  expect(new URL(server.url).port).not.toBe("0");
  await using client = await connectHttp(server.url);
  await client.callTool({ name: "run_sql", arguments: { sql: "select 'a value'" } });
  await client.close();
  await fetch(`${server.url}?access_token=s3cret-s3cret`, { method: "POST" });
  expect(await server.end("SIGTERM")).toBe(0);
  const [, ...lines] = server.log().split("\n");
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told).toContainEqual(
    expect.objectContaining({
      msg: "request",
      http: "POST",
      path: "/mcp",
      status: 200,
      principal: "local",
      rpc: "tools/call",
      name: "run_sql",
    }),
  );
  expect(server.log()).not.toMatch(/a value|s3cret/);
  expect(server.log()).not.toContain(new URL(database.url).password);
});

test.each([
  ["another machine could reach it", ["--host", "0.0.0.0"], /needs --tokens or --oauth-issuer/],
  ["the tokens file is missing", ["--tokens", "/no/such/file"], /tokens file \/no\/such\/file/],
  ["the port is another's", ["--port", "TAKEN"], /\(EADDRINUSE\); --port and --host name another/],
])("it does not start where %s", async (_, flags, sentence) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const taken = String((other.address() as AddressInfo).port);
  const given = flags.map((flag) => (flag === "TAKEN" ? taken : flag));
  const { status, stderr } = spawnSync(process.execPath, [...commandLine, "http", ...given], {
    env: { ...serverEnv(), NEON_DBA_HOME: home },
    encoding: "utf8",
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^neon-dba: /);
  expect(stderr).toMatch(sentence);
  other.close();
});

test("listening for other machines, it names a URL that clients may call", async () => {
  const tokens = join(home, "tokens");
  const granted = { name: "alice", scopes: withHeld(["read"]), hash: hashToken(createToken()) };
  writeFileSync(tokens, writeTokenLine(granted), { mode: 0o600 });
  const flags = ["--host=0.0.0.0", "--allowed-hosts=dba.example.com:9000", `--tokens=${tokens}`];
  await using server = await startHttp(flags, { NEON_DBA_HOME: home });
  const [, port] = /port (\d+)\.$/.exec(server.log()) ?? [];
  expect(server.log()).toBe(
    `neon-dba: http://dba.example.com:9000/mcp serves the local Neon, access guarded, to whoever brings a token of ${tokens}. It listens on 0.0.0.0, port ${port}.`,
  );
  const { host } = new URL(server.url);
  const here = `http://127.0.0.1:${port}`;
  expect((await ask(here, { headers: { host } })).status).toBe(401);
  expect((await ask(here, { headers: { host: `0.0.0.0:${port}` } })).status).toBe(403);
});

const long = "select count(*) as long_running from generate_series(1, 2000000000)";
const short = "select count(*) as long_running from gate";
const running =
  "select count(*)::int as n from pg_stat_activity where state = 'active' and query like '%long_running%' and datname = current_database() and pid <> pg_backend_pid()";

test.each(["modern", "legacy"] as const)(
  "%s: told to stop, it lets a call finish that soon does, and takes no other",
  async (era) => {
    await using database = await testDatabase("create table gate ()");
    const keeper = new pg.Client({ connectionString: database.url });
    await keeper.connect();
    await keeper.query("begin; lock table gate");
    const server = await startHttp([], env(database.url));
    await using client = await connectHttp(server.url, { era });
    const pending = client.callTool({ name: "run_sql", arguments: { sql: short } });
    await expect
      .poll(() => database.runAsSuperuser(running), { timeout: 15_000 })
      .toEqual([{ n: 1 }]);
    const ended = server.end("SIGTERM");
    const knock = () =>
      fetch(server.url).then(
        () => "taken",
        () => "refused",
      );
    await expect.poll(knock).toBe("refused");
    // whoever stops it twice, as npm and shells do to a whole group, cuts off nothing
    process.kill(server.pid, "SIGTERM");
    await keeper.end();
    expect((await pending).isError).toBeFalsy();
    expect(await ended).toBe(0);
  },
);

test.each(["modern", "legacy"] as const)(
  "%s: told to stop, it cancels in Postgres what does not end, and tells the client",
  async (era) => {
    await using database = await testDatabase();
    const server = await startHttp([], env(database.url));
    await using client = await connectHttp(server.url, { era });
    const told = client
      .callTool({ name: "run_sql", arguments: { sql: long } })
      .then(textOf, String);
    await expect
      .poll(() => database.runAsSuperuser(running), { timeout: 15_000 })
      .toEqual([{ n: 1 }]);
    expect(await server.end("SIGTERM")).toBe(0);
    expect(await database.runAsSuperuser(running)).toEqual([{ n: 0 }]);
    expect(await told).toMatch(/^CANCELLED/);
  },
);
