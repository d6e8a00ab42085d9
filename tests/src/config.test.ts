import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/config.ts";

test("without settings: guarded, the default toolsets, tokens, the embedded Postgres", () => {
  expect(readConfig([], {})).toMatchObject({
    access: "guarded",
    toolsets: "default",
    excludeTools: [],
    confirm: "token",
    databaseUrl: undefined,
    logLevel: "warn",
  });
});

test("flags win over variables; both ways of writing a flag are the same", () => {
  const env = { NEON_DBA_ACCESS: "read", NEON_DBA_HOME: "/data" };
  expect(readConfig(["--access", "full"], env)).toMatchObject({ access: "full", home: "/data" });
  expect(readConfig(["--access=full", "--toolsets=schema, query"], env)).toMatchObject({
    access: "full",
    toolsets: ["schema", "query"],
  });
});

describe("one clear sentence about", () => {
  test.each([
    [
      "an unknown flag",
      ["--acess", "full"],
      {},
      "There is no flag --acess; did you mean --access? `neon-dba --help` lists them all.",
    ],
    [
      "a flag like no other",
      ["--bogus"],
      {},
      "There is no flag --bogus. `neon-dba --help` lists them all.",
    ],
    [
      "an unknown variable",
      [],
      { NEON_DBA_ACESS: "full" },
      "There is no variable NEON_DBA_ACESS; did you mean NEON_DBA_ACCESS? `neon-dba --help` lists them all.",
    ],
    [
      "a wrong value",
      ["--access", "write"],
      {},
      '--access cannot be "write"; it takes read, guarded, full.',
    ],
    ["a missing value", ["--access"], {}, "--access needs a value: read, guarded, full."],
    [
      "a flag given twice",
      ["--access", "full", "--access", "read"],
      {},
      "--access is given twice; give it once.",
    ],
    [
      "a malformed URL, without repeating it",
      [],
      { DATABASE_URL: "mysql://ada:s3cret@db/app" },
      "DATABASE_URL is no Postgres URL; it has to begin with postgres:// or postgresql://.",
    ],
    [
      "two deployments",
      [],
      { DATABASE_URL: "postgres://db/app", NEON_API_KEY: "napi_x" },
      "NEON_API_KEY and DATABASE_URL are both set; unset one, so that it is clear what is served.",
    ],
    [
      "a project of a database that has none",
      ["--project", "shop"],
      { DATABASE_URL: "postgres://db/app" },
      "A project is named and DATABASE_URL is set, which has none; unset one of the two.",
    ],
    [
      "an API that the key would travel to in the clear",
      ["--api-host", "http://neon.example.com/api/v2"],
      { NEON_API_KEY: "napi_x" },
      "--api-host is no address of an API; it has to begin with https://, or with http:// on this machine.",
    ],
    [
      "a tool that is wanted and unwanted",
      ["--tools", "run_sql", "--exclude-tools", "run_sql"],
      {},
      "run_sql is in --tools and in --exclude-tools; leave it out of one.",
    ],
  ])("%s", (_, flags, env, message) => {
    expect(() => readConfig(flags, env)).toThrow(new ConfigError(message));
  });
});

test("a switch alone says yes, and takes a value as the others do", () => {
  expect(readConfig(["--reveal-secrets"], {}).revealSecrets).toBe(true);
  expect(readConfig(["--reveal-secrets", "--access", "read"], {})).toMatchObject({
    revealSecrets: true,
    access: "read",
  });
  expect(readConfig(["--reveal-secrets", "no"], {}).revealSecrets).toBe(false);
  expect(readConfig([], { NEON_DBA_REVEAL_SECRETS: "yes" }).revealSecrets).toBe(true);
  expect(readConfig([], {}).revealSecrets).toBe(false);
});

describe("neon-dba http", () => {
  const http = (flags: readonly string[], env = {}) => readConfig(flags, env, "http");

  test("listens to this machine alone and opens no files, unless it is told to", () => {
    expect(http([])).toMatchObject({
      files: [],
      http: { host: "127.0.0.1", port: 8432, allowedHosts: [], allowedOrigins: [] },
    });
    expect(http(["--files", "/srv/migrations"]).files).toEqual(["/srv/migrations"]);
    expect(readConfig([], {}).files).toEqual([process.cwd()]);
  });

  test.each(["127.0.0.1", "127.8.9.1", "localhost", "::1"])("%s needs nothing else", (host) => {
    expect(http(["--host", host]).http.host).toBe(host);
  });

  test.each([
    "0.0.0.0",
    "::",
    "192.168.1.7",
    "dba.example.com",
    "127.0.0.1.example.com",
    "::ffff:127.0.0.1",
  ])("%s needs authentication and names", (host) => {
    const asked = ["--host", host];
    const names = ["--allowed-hosts", "dba.example.com"];
    expect(() => http(asked)).toThrow(/needs --tokens or --oauth-issuer/);
    expect(() => http([...asked, ...names])).toThrow(/needs --tokens or --oauth-issuer/);
    expect(() => http([...asked, "--tokens", "tokens"])).toThrow(/needs --allowed-hosts/);
    expect(http([...asked, ...names, "--tokens", "tokens"]).http.host).toBe(host);
    const oauth = ["--oauth-issuer", "https://id.example.com", "--oauth-audience", "https://dba"];
    expect(http([...asked, ...names, ...oauth]).http.host).toBe(host);
  });

  test.each([
    ["https://dba.example.com/mcp", "https://dba.example.com/mcp"],
    ["https://dba.example.com/mcp/", "https://dba.example.com/mcp"],
    ["https://dba.example.com:8443", "https://dba.example.com:8443"],
    ["http://localhost:8432/mcp", "http://localhost:8432/mcp"],
    ["http://[::1]:8432/mcp", "http://[::1]:8432/mcp"],
  ])("%s is a public URL", (given, taken) => {
    expect(http(["--public-url", given]).http.publicUrl).toBe(taken);
  });

  test.each([
    "dba.example.com/mcp",
    "https://",
    "https:dba.example.com",
    "https://dba.example.com:99999/mcp",
    "http://dba.example.com/mcp",
    "ftp://dba.example.com/mcp",
    "https://user:s3cret@dba.example.com/mcp",
    "https://@dba.example.com/mcp",
    "https://dba.example.com/mcp?a=b",
    "https://dba.example.com/mcp?",
    "https://dba.example.com/mcp#",
    "https://dba.example.com#a@b",
    "https://dba.example.com/m cp",
    "https:\\\\dba.example.com\\mcp",
  ])("%s is no public URL", (url) => {
    const ask = () => http(["--public-url", url]);
    expect(ask).toThrow(ConfigError);
    expect(ask).toThrow(/^--public-url has to be a URL that begins with https:\/\/(?!.*s3cret)/);
  });

  test("the port of https is a proxy's, by which clients do not call it", () => {
    const flags = ["--allowed-hosts", "DBA.example.com:443,b.example.com:80,[::1]:443"];
    expect(http(flags).http.allowedHosts).toEqual(["dba.example.com", "b.example.com:80", "[::1]"]);
  });

  test.each(["https://dba.example.com", "dba.example.com/mcp", "*", "*.example.com", "a b", "a@b"])(
    "%s is no host",
    (host) => expect(() => http(["--allowed-hosts", host])).toThrow(/^--allowed-hosts cannot hold/),
  );

  test.each([
    "*",
    "null",
    "app.example.com",
    "https://app.example.com/",
    "https://*.example.com",
    "file://",
  ])("%s is no origin", (origin) =>
    expect(() => http(["--allowed-origins", origin])).toThrow(/^--allowed-origins cannot hold/),
  );

  test("its flags mean nothing to other commands, and are refused there; its variables are left alone", () => {
    expect(() => readConfig(["--port", "80"], {})).toThrow(
      new ConfigError(
        "--port is a setting of `neon-dba http` and means nothing here; leave it out or run that command.",
      ),
    );
    expect(readConfig([], { NEON_DBA_HTTP_HOST: "0.0.0.0" }).access).toBe("guarded");
  });
});
