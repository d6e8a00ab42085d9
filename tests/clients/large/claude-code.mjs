import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bearer } from "../drivers/driver.mjs";
import { driveProgram } from "./program.mjs";

const prefix = "mcp__neon__";

await driveProgram(
  ({ stdio, http, model }) => {
    const config = join(process.env.HOME, "servers.json");
    const neon = stdio ?? { type: "http", url: http.url, headers: bearer(http.token) };
    writeFileSync(config, JSON.stringify({ mcpServers: { neon } }));
    return {
      command: join(
        import.meta.dirname,
        `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
      ),
      args: ["-p", "go", "--mcp-config", config, "--strict-mcp-config"].concat(
        "--allowedTools",
        "mcp__neon",
      ),
      env: {
        ANTHROPIC_BASE_URL: model,
        ANTHROPIC_API_KEY: "none",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_AUTOUPDATER: "1",
        MCP_TIMEOUT: "120000",
        // without it the model is offered the names of tools only
        ENABLE_TOOL_SEARCH: "false",
      },
    };
  },
  ({ name }) => (name.startsWith(prefix) ? name.slice(prefix.length) : undefined),
);
