import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { Redactor } from "../../src/core/redact.ts";
import { openDeps } from "../../src/deps/open-deps.ts";
import { models } from "../data/design/models.ts";
import { memoryPlans } from "../helpers/deps.ts";
import { removeHome } from "../helpers/temporary-folder.ts";
import { designOf, prove } from "../src/schema/design/access/designed.ts";
import { print, timed } from "./figures.ts";

/**
 * Access patterns of ten models, or of those that are named: how many are answered by an index at the expected rows, which indexes are
 * kept and dropped for that, and how long it takes. `npm run bench -- design [model ...]`.
 */
const home = mkdtempSync(join(tmpdir(), "neon-dba-bench-"));
const config = readConfig([], { NEON_DBA_HOME: home });
const deps = openDeps(config, new Redactor(), () => {}, memoryPlans());
// the cluster for shadows is made once in a home
await (await deps.shadow(new AbortController().signal))[Symbol.asyncDispose]();

const named = process.argv.slice(2);
const figures: Record<string, Record<string, number>> = {};
const told: string[] = [];
for (const name of named.length > 0 ? named : Object.keys(models)) {
  const design = designOf(models[name] ?? {});
  const { result, ms } = await timed(() => prove(deps, design));
  const { patterns, indexes, dropped } = result;
  figures[name] = {
    tables: design.tables.length,
    patterns: patterns.length,
    "by an index": patterns.filter(({ uses }) => uses.length > 0).length,
    "by a key alone": patterns.filter(
      ({ uses }) =>
        uses.length > 0 && uses.every((one) => indexes.every((index) => index.name !== one)),
    ).length,
    "not ok": patterns.filter(({ ok }) => !ok).length,
    indexes: indexes.length,
    dropped: dropped.length,
    ms,
  };
  told.push(
    ...patterns.map(
      ({ name: pattern, ok, uses, plan, reason }) =>
        `${name}, ${pattern}: ${ok ? "" : "NOT OK "}${uses.join(" and ") || "no index"} (${reason ?? plan})`,
    ),
  );
}
print("access patterns of ten models", figures);
process.stdout.write(`${told.join("\n")}\n`);
await deps.close();
removeHome(home);
