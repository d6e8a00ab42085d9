import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

/** Who may import whom. What is not listed is forbidden. */
const allowed: Record<string, readonly string[]> = {
  "src/core": ["zod"],
  "src/sql": ["src/core", "libpg-query", "@pgsql"],
  "src/postgres": ["src/core", "src/sql", "node", "pg", "ws", "@neondatabase/serverless"],
  "src/embedded": ["src/core", "src/sql", "src/postgres", "node", "pg", "ws"],
  "src/neon": ["src/core", "node", "@neondatabase/api-client"],
  "src/prompts": ["src/core", "node", "yaml", "zod"],
  "src/schema": ["src/core", "src/sql", "src/postgres", "@pgsql", "node", "zod"],
  "src/twin": ["src/core", "src/sql", "src/postgres", "src/schema", "src/embedded", "node"],
  "src/query": ["src/core", "src/sql", "src/postgres", "src/schema", "@pgsql"],
  "src/migration": [
    "src/core",
    "src/sql",
    "src/postgres",
    "src/schema",
    "src/files",
    "node",
    "yaml",
  ],
  "src/rls": ["src/core", "src/sql", "src/postgres", "src/schema", "@pgsql", "node", "zod"],
  "src/rules": [
    "src/core",
    "src/sql",
    "src/postgres",
    "src/schema",
    "src/files",
    "@pgsql",
    "zod",
    "node",
  ],
  "src/branch": ["src/core"],
  "src/files": ["src/core", "node"],
  "src/project": ["src/core"],
  "src/compute": ["src/core", "src/sql", "src/files", "node"],
  "src/snapshot": ["src/core"],
  "src/replication": ["src/core", "src/sql", "node"],
  "src/health": ["src/core", "src/sql", "src/postgres"],
  "src/cost": ["src/core"],
  "src/connection": ["src/core", "src/postgres", "node"],
  "src/data": ["src/core", "src/sql", "src/postgres", "src/schema", "src/files", "node", "zod"],
  "src/state": ["src/core", "node", "pg"],
  "src/docs": ["src/core", "src/settings.ts", "src/mcp", "src/prompts", "src/agents"],
  // pages for browsers
  "src/apps": [],
  "src/mcp": ["src/core", "src/prompts", "@modelcontextprotocol/server", "node", "zod"],
  // what stands around a tool call: audit, limits, measuring, traces
  "src/around": [
    "src/core",
    "src/mcp",
    "node",
    "prom-client",
    "rate-limiter-flexible",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
  ],
  // who calls: tokens, OAuth, scopes
  "src/auth": ["src/core", "node", "jose", "zod"],
  "src/http": [
    "src/core",
    "src/mcp",
    "src/auth",
    "src/around",
    "src/http-config.ts",
    "src/state",
    "@modelcontextprotocol/server",
    "node",
  ],
  // personas, skills and the server's entry in each client's own format
  "src/agents": ["src/core", "src/prompts", "node", "yaml", "zod", "smol-toml", "jsonc-parser"],
  "src/demo": ["src/core", "node", "@modelcontextprotocol/client"],
  "src/cli": [
    "src/demo",
    "src/agents",
    "src/around",
    "src/auth",
    "src/http",
    "src/core",
    "src/config.ts",
    "src/http-config.ts",
    "src/settings.ts",
    "src/deps",
    "src/log.ts",
    "src/mcp",
    "src/migration",
    "src/prompts",
    "src/state",
    "src/embedded",
    "src/postgres",
    "node",
  ],
  "src/setting.ts": [],
  "src/http-settings.ts": ["src/setting.ts"],
  "src/settings.ts": ["src/setting.ts", "src/http-settings.ts"],
  "src/config.ts": ["src/core", "src/settings.ts", "src/http-config.ts", "node"],
  "src/http-config.ts": ["src/settings.ts"],
  "src/log.ts": ["src/core", "pino", "node"],
  "src/deps": [
    "src/core",
    "src/config.ts",
    "src/postgres",
    "src/neon",
    "src/embedded",
    "src/sql",
    "src/twin",
  ],
  tools: [
    "src/core",
    "src/sql",
    "src/postgres",
    "src/embedded",
    "src/schema",
    "src/query",
    "src/branch",
    "src/project",
    "src/compute",
    "src/snapshot",
    "src/replication",
    "src/health",
    "src/cost",
    "src/connection",
    "src/data",
    "src/migration",
    "src/rls",
    "src/rules",
    "zod",
  ],
  "src/main.ts": ["src/cli", "tools"],
};

const root = resolve(import.meta.dirname, "..");
const layers = Object.keys(allowed);
const layerOf = (path: string): string =>
  layers.find((layer) => path === layer || path.startsWith(`${layer}/`)) ?? path;
const packageOf = (name: string): string => {
  if (name.startsWith("node:")) return "node";
  const parts = name.split("/");
  return (name.startsWith("@") ? parts.slice(0, 2) : parts.slice(0, 1)).join("/");
};

const files = ["src", "tools"].flatMap((dir) =>
  readdirSync(join(root, dir), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[jt]s$/.test(file))
    .map((file) => join(dir, file)),
);

/** Import and export declarations, which begin a line, and dynamic imports; not the word in SQL or prose. */
const importPattern =
  /^(?:import|export)\b(?:[^"';]*?\bfrom)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

test("the sources are where this test looks", () => {
  expect(files.length).toBeGreaterThan(5);
});

test.each(files)("%s imports only what its layer allows", (file) => {
  const layer = layerOf(file);
  const source = readFileSync(join(root, file), "utf8");
  const imports = Array.from(
    source.matchAll(importPattern),
    ([, from, dynamic]) => from ?? dynamic ?? "",
  ).map((name) =>
    name.startsWith(".")
      ? layerOf(relative(root, resolve(root, dirname(file), name)))
      : packageOf(name),
  );
  const forbidden = imports.filter((to) => to !== layer && !allowed[layer]?.includes(to));
  expect(
    forbidden,
    `${layer} may import ${allowed[layer]?.join(", ") ?? "nothing: add the layer"}`,
  ).toEqual([]);
});
