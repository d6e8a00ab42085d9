import { join } from "node:path";
import { expect, test } from "vitest";
import { clients } from "../../../src/agents/clients/index.ts";
import { serverOf } from "../../../src/agents/server.ts";
import { makePlace, planOf } from "./harness.ts";

const variables = ["XDG_CONFIG_HOME", "CODEX_HOME", "CLAUDE_CONFIG_DIR", "APPDATA"];

test.each(["linux", "win32"] as const)(
  "an empty variable is as none, on %s: no file of the user's goes into the current folder",
  async (platform) => {
    const unset = makePlace("user", platform);
    const empty = { ...unset, env: Object.fromEntries(variables.map((name) => [name, ""])) };
    const files = async (place: typeof unset) =>
      (await planOf(place)).steps.map(({ file }) => file);
    expect(await files(empty)).toEqual(await files(unset));
    for (const client of clients) expect(client.traces(empty)).toEqual(client.traces(unset));
  },
);

test("a relative folder is below the current one, but for XDG, where it is not heeded", () => {
  const place = {
    ...makePlace("user"),
    env: Object.fromEntries(variables.map((name) => [name, "rel"])),
  };
  const entries = clients.map((client) => [
    client.name,
    client.entry(place, serverOf([])).files[0],
  ]);
  expect(Object.fromEntries(entries)).toMatchObject({
    claude: join(process.cwd(), "rel/.claude.json"),
    codex: join(process.cwd(), "rel/config.toml"),
    opencode: join(place.home, ".config/opencode/opencode.json"),
    vscode: join(place.home, ".config/Code/User/mcp.json"),
  });
});
