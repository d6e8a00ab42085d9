import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/postgres.ts";

test("an idle connection does not keep the process alive", async () => {
  await using database = await testDatabase();
  const from = (path: string): string =>
    new URL(`../../../src/postgres/${path}`, import.meta.url).href;
  const program = `
    import { createPool } from "${from("pool.ts")}";
    import { addressFromUrl } from "${from("url.ts")}";
    const pool = createPool({ deployment: "url", address: async () => addressFromUrl(process.env.URL), idleMs: 60_000 });
    const session = await pool.open({ signal: new AbortController().signal });
    await session.query("select 1");
    await session[Symbol.asyncDispose]();`;
  const run = promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", program],
    { env: { ...process.env, URL: database.url }, timeout: 15_000 },
  );
  await expect(run).resolves.toMatchObject({ stderr: "" });
});
