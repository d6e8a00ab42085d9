import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { builtDatabase, compareSizes, quantiles, type Built } from "../src/twin/size/built.ts";

/**
 * How far the model of index sizes is from indexes that were really built: by access method, and the worst by name. `--large` adds tables
 * of one and two million rows.
 */

const SETS = ["rows", "documents", ...(process.argv.includes("--large") ? ["large"] : [])];
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
try {
  const built: Built[] = [];
  for (const set of SETS) {
    await using database = await builtDatabase(set, cluster.url);
    built.push(...(await compareSizes(database)));
  }
  for (const method of [...new Set(built.map((one) => one.method)), "all"]) {
    const some = built.filter((one) => method === "all" || one.method === method);
    const { median, p90, worst } = quantiles(some.map(({ error }) => error));
    print(
      `${method}: ${some.length} indexes, median ${percent(median)}, p90 ${percent(p90)}, worst ${percent(worst)}`,
    );
  }
  const heights = built.filter(
    ({ real, modelled }) => real.btree?.height !== modelled.btree?.height,
  );
  print(`wrong heights: ${heights.map(({ name }) => name).join(", ") || "none"}`);
  for (const { name, real, modelled, error } of built
    .toSorted((a, b) => b.error - a.error)
    .slice(0, 5))
    print(`${name}: ${real.pages} pages, modelled ${modelled.pages} (${percent(error)})`);
} finally {
  await cluster.stop();
}
