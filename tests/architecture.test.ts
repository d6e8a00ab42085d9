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
  "src/migration": ["src/core", "src/sql", "src/postgres", "src/schema", "node", "yaml"],
  "src/rls": ["src/core", "src/sql", "src/postgres", "src/schema", "@pgsql", "node", "zod"],
  "src/rules": ["src/core", "src/sql", "src/postgres", "src/schema", "@pgsql", "zod", "node"],
  "src/branch": ["src/core"],
  "src/state": ["src/core", "node", "pg"],
  "src/docs": ["src/core", "src/settings.ts", "src/mcp"],
  // pages for browsers
  "src/apps": [],
  "src/mcp": ["src/core", "src/prompts", "@modelcontextprotocol/server", "node", "zod"],
  "src/demo": ["src/core", "node", "@modelcontextprotocol/client"],
  "src/cli": [
    "src/demo",
    "src/core",
    "src/config.ts",
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
  "src/settings.ts": [],
  "src/config.ts": ["src/core", "src/settings.ts", "node"],
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
