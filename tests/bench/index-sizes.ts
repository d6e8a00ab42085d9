import { findInstallation } from "../../src/embedded/installation.ts";
import { print } from "./figures.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { builtDatabase, compareSizes, quantiles, type Built } from "../src/twin/size/built.ts";

/**
 * How far the model of index sizes is from indexes that were really built: by access method, and the worst by name. `--large` adds tables
 * of one and two million rows.
 */

const SETS = ["rows", "documents", ...(process.argv.includes("--large") ? ["large"] : [])];
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
try {
  const built: Built[] = [];
  for (const set of SETS) {
    await using database = await builtDatabase(set, cluster.url);
    built.push(...(await compareSizes(database)));
  }
  const heights = built.filter(
    ({ real, modelled }) => real.btree?.height !== modelled.btree?.height,
  );
  const methods = [...new Set(built.map(({ method }) => method)), "all"].map((method) => {
    const some = built.filter((one) => method === "all" || one.method === method);
    const { median, p90, worst } = quantiles(some.map(({ error }) => error));
    const figures = { median: percent(median), p90: percent(p90), worst: percent(worst) };
    return [method, { indexes: String(some.length), ...figures }] as const;
  });
  print("Errors of pages, by access method", Object.fromEntries(methods));
  const worst = built.toSorted((a, b) => b.error - a.error).slice(0, 5);
  print(
    "The worst",
    Object.fromEntries(
      worst.map(({ name, real, modelled, error }) => [
        name,
        { built: String(real.pages), modelled: String(modelled.pages), error: percent(error) },
      ]),
    ),
  );
  print("Heights", { wrong: { of: heights.map(({ name }) => name).join(", ") || "none" } });
} finally {
  await cluster.stop();
}
