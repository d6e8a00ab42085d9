import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bearer } from "../drivers/driver.mjs";
import { openCodeProvider } from "./model.mjs";
import { driveProgram } from "./program.mjs";

await driveProgram(
  ({ stdio, http, model }) => {
    const config = join(process.env.HOME, "opencode.json");
    // it gives a server 30 s to start unless told otherwise
    const timeout = 120_000;
    const neon =
      stdio === undefined
        ? { type: "remote", url: http.url, headers: bearer(http.token), oauth: false, timeout }
        : {
            type: "local",
            command: [stdio.command, ...stdio.args],
            environment: stdio.env,
            timeout,
          };
    writeFileSync(
      config,
      JSON.stringify({ provider: openCodeProvider(model), mcp: { neon }, autoupdate: false }),
    );
    return {
      command: join(
        import.meta.dirname,
        `node_modules/opencode-${process.platform}-${process.arch}/bin/opencode`,
      ),
      args: ["run", "--model", "scripted/scripted", "go"],
      env: { OPENCODE_CONFIG: config, OPENCODE_DISABLE_MODELS_FETCH: "1" },
    };
  },
  ({ name }) => (name.startsWith("neon_") ? name.slice("neon_".length) : undefined),
);
