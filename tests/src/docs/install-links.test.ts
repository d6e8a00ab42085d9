import { expect, test } from "vitest";
import { installLinks } from "../../../src/docs/install-links.ts";

const start = { name: "neon-dba", command: "npx", args: ["-y", "neon-dba", "--files", "a b&c/é"] };

/** As each client takes it apart. */
function decode(url: string): unknown {
  const { hostname, searchParams } = new URL(url);
  const config = searchParams.get("config") ?? "";
  const json = hostname === "cursor.com" ? Buffer.from(config, "base64").toString("utf8") : config;
  return { name: searchParams.get("name"), ...(JSON.parse(json) as object) };
}

test("every link holds the whole start of the server", () => {
  const links = installLinks(start);
  expect(links.map(({ client }) => client)).toEqual([
    "Cursor",
    "VS Code",
    "VS Code Insiders",
    "Kiro",
  ]);
  for (const { url } of links) expect(decode(url)).toEqual(start);
  expect(new URL(links[2]?.url ?? "").searchParams.get("quality")).toBe("insiders");
});
