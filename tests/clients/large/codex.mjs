import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { driveProgram } from "./program.mjs";

const quoted = (text) => JSON.stringify(text);

await driveProgram(
  ({ stdio, http, model }) => {
    const home = join(process.env.HOME, ".codex");
    mkdirSync(home, { recursive: true });
    const server =
      stdio === undefined
        ? [`url = ${quoted(http.url)}`, `bearer_token_env_var = "NEON_TOKEN"`]
        : [
            `command = ${quoted(stdio.command)}`,
            `args = ${quoted(stdio.args)}`,
            `env = { ${Object.entries(stdio.env)
              .map(([key, value]) => `${key} = ${quoted(value)}`)
              .join(", ")} }`,
          ];
    const config = [
      `model = "scripted"`,
      `model_provider = "scripted"`,
      `approval_policy = "never"`,
      `[model_providers.scripted]`,
      `name = "scripted"`,
      `base_url = ${quoted(`${model}/v1`)}`,
      `wire_api = "responses"`,
      `[mcp_servers.neon]`,
      ...server,
      `default_tools_approval_mode = "approve"`,
      // it does not wait for the tools of others
      "required = true",
      "startup_timeout_sec = 120",
    ];
    writeFileSync(join(home, "config.toml"), `${config.join("\n")}\n`);
    return {
      command: join(import.meta.dirname, "node_modules/.bin/codex"),
      args: ["exec", "--skip-git-repo-check", "go"],
      env: { CODEX_HOME: home, NEON_TOKEN: http?.token ?? "" },
    };
  },
  ({ name, namespace }) =>
    namespace === "mcp__neon" ? name : name.startsWith("mcp__neon__") ? name.slice(11) : undefined,
);
