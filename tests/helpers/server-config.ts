import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deps } from "../../src/core/deps.ts";
import { Redactor } from "../../src/core/redact.ts";
import type { Tool } from "../../src/core/tool.ts";
import type { ServerConfig } from "../../src/mcp/server.ts";
import { fileState } from "../../src/state/files.ts";
import { noNeon } from "./deps.ts";

/** For tests of the protocol alone, whose tools reach for no database. */
const noDeps: Deps = {
  access: "full",
  session: () => Promise.reject(new Error("this test has no database")),
  shadow: () => Promise.reject(new Error("this test has no database")),
  neon: noNeon,
};

/** Gone with the process of the tests that made it. */
function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function serverConfig(
  tools: readonly Tool[],
  rest: Partial<ServerConfig> = {},
): ServerConfig {
  return {
    name: "neon-dba",
    version: "0.0.0",
    instructions: "",
    tools,
    deps: noDeps,
    redact: new Redactor(),
    log: () => {},
    confirm: "token",
    ledger: fileState(stateFolder()),
    principal: "test",
    running: new Set(),
    ...rest,
  };
}
