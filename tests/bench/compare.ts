import * as fc from "fast-check";
import { findInstallation } from "../../src/embedded/installation.ts";
import { planDifferenceHere } from "../../src/schema/difference/plan-difference-here.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { randomPair } from "../src/schema/compare/random-pair.ts";
import { openWorkbench } from "../src/schema/difference/workbench.ts";
import { print } from "./figures.ts";

/**
 * How many random pairs of schemas of all kinds (`--pairs N`, from `--seed S`) become each other, both ways, as compare_schemas has them do:
 * executed, and compared by what a fingerprint is made of.
 */
const given = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
};

const wanted = given("pairs", 2_000);
const seed = given("seed", 1);
const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const counts = { pairs: 0, directions: 0, converged: 0, refused: 0, wrong: 0, statements: 0 };
const refusals = new Map<string, string[]>();
let unloadable = 0;
const began = performance.now();
try {
  await using bench = await openWorkbench(cluster.url, (session, _, to) =>
    planDifferenceHere(session, to, { discard: true }),
  );
  // some cannot be made, because two of their parts want the same name
  for (const [at, pair] of fc.sample(randomPair, { numRuns: 2 * wanted, seed }).entries()) {
    if (counts.pairs === wanted) break;
    const outcomes = await bench.bothWays(pair);
    if (outcomes === undefined) {
      unloadable++;
      if (process.argv.includes("--verbose"))
        process.stdout.write(`not made: ${bench.unloadable ?? ""}\n`);
      continue;
    }
    counts.pairs++;
    for (const [way, outcome] of outcomes.entries()) {
      counts.directions++;
      counts[outcome.kind]++;
      const [from, to] = way === 0 ? [pair.a, pair.b] : [pair.b, pair.a];
      if (outcome.kind === "wrong")
        process.stdout.write(
          `wrong, pair ${at}:\n   ${outcome.faults.join("\n   ")}\n${from}\n-- to\n${to}\n\n`,
        );
      else counts.statements += outcome.plan.statements.length;
      if (outcome.kind === "refused")
        for (const { object, reason } of outcome.plan.refused)
          refusals.set(reason, [...(refusals.get(reason) ?? []), `pair ${at}: ${object}`]);
    }
  }
} finally {
  await cluster.stop();
}
for (const [reason, where] of refusals)
  process.stdout.write(`refused ${where.length} times: ${reason} (${where[0] ?? ""})\n`);
const seconds = (performance.now() - began) / 1000;
print("Random pairs of schemas become each other", { random: { ...counts, unloadable, seconds } });
