import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { openHttpAround } from "../../src/around/http.ts";
import { openAround } from "../../src/around/open.ts";
import { defineTool } from "../../src/core/tool.ts";
import { connect } from "../helpers/client.ts";
import { serverConfig } from "../helpers/server-config.ts";
import { median, print, quantile, timed } from "./figures.ts";

/**
 * What all that stands around a call costs, on a tool that does nothing, over the protocol in process: without, as HTTP has it, and with
 * the audit log, in turn. `npx tsx tests/bench/around.ts [ROUNDS]`; with OTEL_EXPORTER_OTLP_ENDPOINT the spans too.
 */
const rounds = Number(process.argv[2] ?? 5_000);
const folder = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));

const nothing = defineTool({
  name: "nothing",
  title: "Nothing",
  description: "Does nothing.",
  effect: "write",
  untrusted: [],
  input: z.object({}),
  output: z.object({}),
  run: async () => ({}),
  render: () => ({}),
});
const config = serverConfig([nothing]);

const around = (audit: string | undefined) => {
  const arounds = openAround({ ...config, audit, mayChange: () => true });
  const limits = { rateLimit: 1_000_000_000, concurrency: 8, sessionRequests: () => 0, checks: {} };
  return openHttpAround({ ...config, ...limits, arounds }).around;
};
const contenders = {
  "nothing around": await connect(config),
  "trace, metrics, limits": await connect({ ...config, around: around(undefined) }),
  "and the audit log": await connect({ ...config, around: around(join(folder, "audit.jsonl")) }),
};

const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, [] as number[]]));
for (let round = -500; round < rounds; round++)
  for (const [name, client] of Object.entries(contenders)) {
    const { ms } = await timed(() => client.callTool({ name: "nothing", arguments: {} }));
    if (round >= 0) samples[name]?.push(ms * 1000);
  }
const [bare = []] = Object.values(samples);
print(
  `a call that does nothing, ${rounds} rounds in turn (µs)`,
  Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [
      name,
      {
        p50: median(values),
        p99: quantile(values, 0.99),
        // paired: each with the bare call of the same round
        added: median(values.map((value, round) => value - (bare[round] ?? 0))),
      },
    ]),
  ),
);
for (const client of Object.values(contenders)) await client.close();
rmSync(folder, { recursive: true });
