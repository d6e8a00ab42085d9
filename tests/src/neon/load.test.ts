import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../..");

test("making a Neon loads no client: axios comes with the first request", () => {
  const program = `
    import { _cache } from "node:module";
    const { createNeon } = await import("./src/neon/neon.ts");
    const origin = async () => ({ apiUrl: "http://127.0.0.1:9/api/v2", apiKey: "k" });
    const neon = createNeon({ origin, deployment: "neon", redact: () => {}, limits: { tries: 0 } });
    const loaded = () => Object.keys(_cache).filter((file) => file.includes("axios")).length;
    const before = loaded();
    await neon.projects(new AbortController().signal).catch(() => {});
    console.log(JSON.stringify([before, loaded() > 0]));
  `;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", program],
    { cwd: root, encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual([0, true]);
});
