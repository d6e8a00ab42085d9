import { expect, test } from "vitest";
import { eras, textOf } from "../../helpers/client.ts";
import { connectHttp } from "../../helpers/http.ts";
import { twoProcesses } from "./two-processes.ts";

test.each(eras)(
  "%s: two processes let a caller make as many calls as one, whichever they come to",
  { timeout: 60_000 },
  async (era) => {
    await using two = await twoProcesses(["--rate-limit=12"]);
    // both have opened their state: whoever draws first makes its schema, and is waited for two seconds
    await (await connectHttp(two.proxy.url, { era: "legacy" }))[Symbol.asyncDispose]();
    const before = [...two.proxy.given];
    await using client = await connectHttp(two.proxy.url, { era });
    const answers: string[] = [];
    for (let call = 0; call < 20; call++) {
      const result = await client.callTool({ name: "run_sql", arguments: { sql: "select 1" } });
      answers.push(result.isError === true ? textOf(result).slice(0, 6) : "done");
    }
    expect(answers.filter((answer) => answer === "done")).toHaveLength(12);
    expect(answers.filter((answer) => answer === "LIMIT:")).toHaveLength(8);
    for (const [at, count] of two.proxy.given.entries())
      expect(count).toBeGreaterThan((before[at] ?? 0) + 5);
  },
);
