import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { compareSchema, fidelitySchemas } from "../src/twin/fidelity.ts";
import { twinHome } from "../src/twin/fixture.ts";
import { print } from "./figures.ts";

/**
 * How faithful the twin is: each query of tests/data/twin planned on a database with its rows and on its twin. Shapes that differ, and total
 * costs that are further apart than 0.1 %, are printed one by one. With another Postgres's `bin` folder the original is on that one.
 * `npm run bench -- fidelity [/usr/lib/postgresql/17/bin] [schema...]`.
 */
const given = process.argv.slice(2);
const bin = given.find((word) => word.includes("/"));
const named = given.filter((word) => word !== bin);
const schemas = named.length > 0 ? named : fidelitySchemas;

/** `initdb` takes other options before 17. */
const versionOf = (folder: string): string =>
  /\d[\d.]*/.exec(
    execFileSync(join(folder, "postgres"), ["--version"], { encoding: "utf8" }),
  )?.[0] ?? "";

const plain = temporaryHome();
const installation = await findInstallation(plain);
const cluster = await startCluster(
  plain,
  bin === undefined ? installation : { bin, version: versionOf(bin), source: "setting" },
);
const home = twinHome();
const figures: Record<string, Record<string, number>> = {};
const total = { queries: 0, shape: 0, cost: 0, exact: 0 };

try {
  for (const schema of schemas) {
    const { compared, missing } = await compareSchema(schema, cluster.url, home);
    for (const { object, reason } of missing)
      process.stdout.write(`${schema}: missing ${object}: ${reason}\n`);
    for (const { sql, original, twin, sameShape, error } of compared)
      if (!sameShape || error > 0.001)
        process.stdout.write(
          `${schema}: ${sql}\n  original ${original.cost} ${original.shape}\n  twin     ${twin.cost} ${twin.shape}\n`,
        );
    const count = {
      queries: compared.length,
      shape: compared.filter(({ sameShape }) => sameShape).length,
      cost: compared.filter(({ error }) => error <= 0.001).length,
      exact: compared.filter(({ error }) => error === 0).length,
    };
    figures[schema] = count;
    for (const key of ["queries", "shape", "cost", "exact"] as const) total[key] += count[key];
  }
  print("fidelity", { ...figures, all: total });
} finally {
  await home[Symbol.asyncDispose]();
  await cluster.stop();
}
