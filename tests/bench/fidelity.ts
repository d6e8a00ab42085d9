import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { planOf, twinHome } from "../src/twin/fixture.ts";
import { print } from "./figures.ts";

/**
 * How faithful the twin is: each query of tests/data/twin planned on a database with its rows and on its twin. Shapes that differ, and total
 * costs that are further apart than 0.1 %, are printed one by one. `npm run bench -- fidelity [schema...]`.
 */
const root = join(import.meta.dirname, "../data/twin");
const schemas = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(root);
const signal = new AbortController().signal;

const plain = temporaryHome();
const cluster = await startCluster(plain, await findInstallation(plain));
const home = twinHome();
const figures: Record<string, Record<string, number>> = {};
const total = { queries: 0, shape: 0, cost: 0, exact: 0 };

/** Statements end with a line. */
const statementsOf = (schema: string, file: string): string[] =>
  readFileSync(join(root, schema, file), "utf8")
    .split(/;\n/)
    .filter((text) => text.trim() !== "");

async function compare(schema: string): Promise<void> {
  const script = readFileSync(join(root, schema, "schema.sql"), "utf8");
  await using database = await testDatabase(script, cluster.url);
  for (const sql of statementsOf(schema, "data.sql")) await database.run(sql);
  const deps = home.deps(database.url);
  await using original = await deps.session({ intent: "read", signal });
  await using twin = await deps.twin({ signal });
  for (const { object, reason } of twin.missing)
    process.stdout.write(`${schema}: missing ${object}: ${reason}\n`);
  const count = { queries: 0, shape: 0, cost: 0, exact: 0 };
  for (const sql of statementsOf(schema, "queries.sql")) {
    const [wanted, got] = [await planOf(original, sql), await planOf(twin.session, sql)];
    const error = Math.abs(got.cost - wanted.cost) / wanted.cost;
    count.queries += 1;
    if (wanted.shape === got.shape) count.shape += 1;
    if (error <= 0.001) count.cost += 1;
    if (got.cost === wanted.cost) count.exact += 1;
    if (wanted.shape !== got.shape || error > 0.001)
      process.stdout.write(
        `${schema}: ${sql.trim()}\n  original ${wanted.cost} ${wanted.shape}\n  twin     ${got.cost} ${got.shape}\n`,
      );
  }
  figures[schema] = count;
  for (const key of ["queries", "shape", "cost", "exact"] as const) total[key] += count[key];
}

try {
  for (const schema of schemas) await compare(schema);
  print("fidelity", { ...figures, all: total });
} finally {
  await home[Symbol.asyncDispose]();
  await cluster.stop();
}
