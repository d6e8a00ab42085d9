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
  ...noNeon,
};

let states: string | undefined;

/** A new one; all of them are gone with the process of the tests. */
export function stateFolder(): string {
  if (states === undefined) {
    const made = mkdtempSync(join(tmpdir(), "neon-dba-state-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    states = made;
  }
  return mkdtempSync(join(states, "state-"));
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
