import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { findInstallation } from "../../src/embedded/installation.ts";
import { planDifference } from "../../src/schema/difference/plan-difference.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { pairs } from "../src/schema/difference/pairs.ts";
import { randomSchema } from "../src/schema/difference/random-schema.ts";
import { openWorkbench } from "../src/schema/difference/workbench.ts";
import type { PairSql } from "../src/schema/difference/workbench.ts";
import { print } from "./figures.ts";

/**
 * How many pairs of schemas become each other, both ways: our own, every schema of ours into any other of ours (`--crossed N`), and
 * random ones (`--pairs N`, from `--seed S`). `--file F` tries others besides: a JSON list of `{ "name", "a", "b" }`. With `--discard` values for
 * which there is no cast are given up.
 */
const given = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
};

interface NamedPair extends PairSql {
  readonly name: string;
}

const seed = given("seed", 1);
const sides = pairs.flatMap(({ name, a, b, roles }) => [
  { name: `${name} (a)`, sql: a, roles },
  { name: `${name} (b)`, sql: b, roles },
]);
const crossed = fc
  .sample(fc.tuple(fc.constantFrom(...sides), fc.constantFrom(...sides)), {
    numRuns: given("crossed", 100),
    seed,
  })
  .map(([a, b]): NamedPair => ({
    name: `${a.name} | ${b.name}`,
    a: a.sql,
    b: b.sql,
    roles: [...a.roles, ...b.roles],
  }));
const random = fc
  .sample(fc.tuple(randomSchema, randomSchema), { numRuns: given("pairs", 200), seed })
  .map(([a, b], at): NamedPair => ({ name: `random ${at}\n${a}\n-- to\n${b}`, a, b }));
const file = process.argv.indexOf("--file");
const others: readonly NamedPair[] =
  file === -1
    ? []
    : (JSON.parse(readFileSync(process.argv[file + 1] ?? "", "utf8")) as NamedPair[]);

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const figures: Record<string, Record<string, number>> = {};
const refusals = new Map<string, string[]>();
try {
  await using bench = await openWorkbench(cluster.url, async (_, from, to) =>
    planDifference(from, to, { discard: process.argv.includes("--discard") }),
  );
  for (const [kind, list] of Object.entries({ own: pairs, crossed, random, others })) {
    const counts = {
      directions: 0,
      converged: 0,
      refused: 0,
      wrong: 0,
      unloadable: 0,
      statements: 0,
    };
    for (const pair of list) {
      const outcomes = await bench.bothWays(pair);
      if (outcomes === undefined) {
        counts.unloadable++;
        process.stdout.write(`${pair.name}\n   ${bench.unloadable ?? ""}\n`);
      }
      for (const outcome of outcomes ?? []) {
        counts.directions++;
        counts[outcome.kind]++;
        if (outcome.kind === "wrong")
          process.stdout.write(`${pair.name}\n   ${outcome.faults.join("\n   ")}\n`);
        else counts.statements += outcome.plan.statements.length;
        if (outcome.kind === "refused")
          for (const { object, reason } of outcome.plan.refused)
            refusals.set(reason, [...(refusals.get(reason) ?? []), `${pair.name}: ${object}`]);
      }
    }
    if (list.length > 0) figures[kind] = counts;
  }
} finally {
  await cluster.stop();
}
for (const [reason, where] of refusals)
  process.stdout.write(`refused ${where.length} times: ${reason} (${where[0] ?? ""})\n`);
print("Schemas that become each other", figures);
