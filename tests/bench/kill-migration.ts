import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findInstallation } from "../../src/embedded/installation.ts";
import { startCluster, temporaryHome } from "../helpers/cluster.ts";
import { harness } from "../src/migration/run/harness.ts";
import { finish, killed, outcomeOf, type Outcome, type Task } from "../src/migration/run/kill.ts";
import { everything } from "../src/migration/run/plans.ts";
import { print, quantile, timed } from "./figures.ts";

/**
 * kill -9 of a process that applies a plan or rolls it back, at random moments: transactions, an index that is built and dropped
 * concurrently, batches, verification, the ledger's own writes. A third of them is killed once more where it goes on. Then the next call,
 * to the end or back to the beginning: schema, rows and how often each step was done have to be those of a run that nobody killed.
 * `npm run bench -- kill-migration [--kills N]`.
 */
const { values } = parseArgs({ options: { kills: { type: "string", default: "300" } } });
const wanted = Number(values.kills);
const ROWS = 1000;

const home = temporaryHome();
const cluster = await startCluster(home, await findInstallation(home));
const figure = {
  kills: 0,
  "ended before": 0,
  wrong: 0,
  "refused without a way on": 0,
  caught: new Map<string, number>(),
  next: [] as number[],
};
try {
  await using on = await harness(ROWS, cluster.url);
  const plan = await on.plan(everything(100, 10));
  const before = await outcomeOf(on);
  const longest = await durations();
  const expected: Record<Task["action"], Outcome> = { apply: longest.after, rollback: before };
  let last: Task["action"] = "rollback";
  while (figure.kills < wanted) {
    // whatever was finished last has nothing left to do
    const way = last === "apply" ? "rollback" : "apply";
    await attempt(way);
    while (Math.random() < 1 / 3) await attempt(Math.random() < 2 / 3 ? way : last);
    const then = Math.random() < 1 / 2 ? "apply" : "rollback";
    last = then;
    try {
      const { ms } = await timed(() => finish(on, then));
      figure.next.push(ms);
      const outcome = await outcomeOf(on);
      if (JSON.stringify(outcome) !== JSON.stringify(expected[then])) {
        figure.wrong += 1;
        process.stdout.write(`${then}: ${JSON.stringify(outcome)}\n`);
        await startOver();
      }
    } catch (error) {
      figure["refused without a way on"] += 1;
      process.stdout.write(`${then}: ${String(error)}\n`);
      await startOver();
    }
  }

  async function startOver(): Promise<void> {
    await on.reset(ROWS);
    await on.deps.plans.save(plan);
    last = "rollback";
  }

  /** How long each way takes in a process of its own, from where it begins. */
  async function durations(): Promise<Record<Task["action"], number> & { after: Outcome }> {
    const of = async (action: Task["action"]): Promise<number> => {
      let began = 0;
      const never = (): Promise<never> => {
        began = performance.now();
        return new Promise(() => {});
      };
      await killed({ url: on.database.url, plan, action }, never);
      return performance.now() - began;
    };
    const apply = await of("apply");
    const after = await outcomeOf(on);
    return { apply, after, rollback: await of("rollback") };
  }

  async function attempt(action: Task["action"]): Promise<void> {
    const task = { url: on.database.url, plan, action };
    const hit = await killed(task, () => sleep(Math.random() * longest[action])).catch(
      // an apply that finds a rollback cut off ends by itself, with what to call
      () => false,
    );
    if (!hit) return void (figure["ended before"] += 1);
    figure.kills += 1;
    if (figure.kills % 50 === 0)
      process.stdout.write(`${figure.kills} kills, ${figure.wrong} wrong\n`);
    const rows = await on.database
      .run(
        "select state || ' ' || step as at from neon_dba.migration_step order by changed_at desc limit 1",
      )
      .catch(() => []);
    const at = typeof rows[0]?.["at"] === "string" ? rows[0]["at"] : "before the ledger";
    figure.caught.set(at, (figure.caught.get(at) ?? 0) + 1);
  }
} finally {
  await cluster.stop();
}

print(`${figure.kills} kills`, {
  "the next call": {
    "p50 ms": quantile(figure.next, 0.5),
    "p90 ms": quantile(figure.next, 0.9),
    "p100 ms": quantile(figure.next, 1),
  },
  afterwards: {
    wrong: String(figure.wrong),
    "refused without a way on": String(figure["refused without a way on"]),
    "ended before": String(figure["ended before"]),
  },
  "last thing in the ledger": Object.fromEntries(
    [...figure.caught].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([at, n]) => [at, String(n)]),
  ),
});
