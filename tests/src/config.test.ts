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
