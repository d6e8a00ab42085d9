import * as fc from "fast-check";
import { findInstallation } from "../../src/embedded/installation.ts";
import { planDifferenceHere } from "../../src/schema/difference/plan-difference-here.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { connect, textOf } from "../helpers/client.ts";
import { testDatabase } from "../helpers/postgres.ts";
import { serve } from "../helpers/served.ts";
import { randomPair } from "../src/schema/compare/random-pair.ts";
import { openWorkbench } from "../src/schema/difference/workbench.ts";
import { print, timed } from "./figures.ts";

/**
 * How long compare_schemas takes with two schemas of `--tables N`, equal ones and others; and how many random pairs of schemas of all kinds (`--pairs N`, from `--seed S`) become each other, both ways, as compare_schemas has them do:
 * executed, and compared by what a fingerprint is made of.
 */
const given = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
};

const wanted = given("pairs", 2_000);
const seed = given("seed", 1);
const tables = given("tables", 400);
const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const counts = { pairs: 0, directions: 0, converged: 0, refused: 0, wrong: 0, statements: 0 };
const refusals = new Map<string, string[]>();
let unloadable = 0;
// what was tried until then is told
let stopped = false;
process.once("SIGINT", () => (stopped = true));

/** Each refers to the one before; `changed` has a column more and an index less in every tenth. */
const script = (changed: boolean): string =>
  Array.from({ length: tables }, (_, at) => {
    const name = `table_${at}`;
    const other = changed && at % 10 === 0;
    return [
      `create table ${name} (id bigint generated always as identity primary key, title text not null, state text default 'open' check (state <> ''),
         before bigint${at === 0 ? "" : ` references table_${at - 1}`}, at timestamptz default now()${other ? ", note text" : ""})`,
      ...(other ? [] : [`create index on ${name} (before, at)`]),
      ...(at % 5 === 0
        ? [`create view view_${at} as select id, title from ${name} where state = 'open'`]
        : []),
    ].join(";\n");
  }).join(";\n");

const times: Record<string, string | number> = {};
const notes: string[] = [];
async function measure(): Promise<void> {
  await using database = await testDatabase(script(false), cluster.url);
  await using server = serve(database.url);
  await using client = await connect(server.config);
  for (const [name, ddl] of Object.entries({
    first: "create table t (id int)",
    equal: script(false),
    different: script(true),
    again: script(true),
    empty: "",
  })) {
    const { ms, result } = await timed(() =>
      client.callTool(
        { name: "compare_schemas", arguments: { from: {}, to: { ddl } } },
        { timeout: 300_000 },
      ),
    );
    const text = textOf(result);
    times[`${name} ms`] = Math.round(ms);
    times[`${name} characters`] = Math.max(
      text.length,
      JSON.stringify(result.structuredContent ?? {}).length,
    );
    notes.push(`${name}: ${text.slice(0, 300).replaceAll("\n", " ")}`);
  }
}

const began = performance.now();
try {
  if (tables > 0) await measure();
  await using bench = await openWorkbench(cluster.url, (session, _, to) =>
    planDifferenceHere(session, to, { discard: true }),
  );
  // some cannot be made, because two of their parts want the same name
  for (const [at, pair] of fc.sample(randomPair, { numRuns: 2 * wanted, seed }).entries()) {
    if (stopped || counts.pairs === wanted) break;
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
for (const note of notes) process.stdout.write(`${note}\n`);
if (tables > 0) print(`Two schemas of ${tables} tables`, { compare: times });
for (const [reason, where] of refusals)
  process.stdout.write(`refused ${where.length} times: ${reason} (${where[0] ?? ""})\n`);
const seconds = (performance.now() - began) / 1000;
print("Random pairs of schemas become each other", { random: { ...counts, unloadable, seconds } });
