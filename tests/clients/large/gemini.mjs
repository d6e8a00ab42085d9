import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bearer } from "../drivers/driver.mjs";
import { driveProgram } from "./program.mjs";

const prefix = /^mcp_neon_+/;

await driveProgram(
  ({ stdio, http, model }) => {
    const folder = join(process.env.HOME, ".gemini");
    mkdirSync(folder, { recursive: true });
    const server = stdio ?? { httpUrl: http.url, headers: bearer(http.token) };
    writeFileSync(
      join(folder, "settings.json"),
      JSON.stringify({
        mcpServers: { neon: { ...server, trust: true } },
        security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: false } },
        telemetry: { enabled: false },
        privacy: { usageStatisticsEnabled: false },
        general: { disableAutoUpdate: true },
      }),
    );
    return {
      command: process.execPath,
      args: [
        join(import.meta.dirname, "node_modules/@google/gemini-cli/bundle/gemini.js"),
        ..."--yolo --model gemini-2.5-flash --prompt go".split(" "),
      ],
      env: {
        GEMINI_API_KEY: "none",
        GOOGLE_GEMINI_BASE_URL: model,
        // otherwise it starts itself again with more memory, and the first of the two ignores the signal that a terminal would send to both
        GEMINI_CLI_NO_RELAUNCH: "true",
      },
    };
  },
  ({ name }) => (prefix.test(name) ? name.replace(prefix, "") : undefined),
);
