import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { reach, ways } from "./ways.ts";

test.each(ways)("an idle connection over %s does not keep the process alive", async (way) => {
  await using reached = await reach(way);
  const pool = new URL("../../../src/postgres/pool.ts", import.meta.url).href;
  const program = `
    import { createPool } from "${pool}";
    const { address, connection } = JSON.parse(process.env.REACHED);
    const pool = createPool({ deployment: "url", connection, address: async () => address, idleMs: 600_000 });
    const session = await pool.open({ signal: new AbortController().signal });
    await session.query("select 1");
    await session[Symbol.asyncDispose]();`;
  const run = promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", program],
    { env: { ...process.env, REACHED: JSON.stringify(reached) }, timeout: 120_000 },
  );
  await expect(run).resolves.toMatchObject({ stderr: "" });
});
