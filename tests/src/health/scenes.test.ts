import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cluster } from "../../helpers/cluster.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { checked } from "./checked.ts";
import { ownCluster } from "./cluster.ts";
import { sickSettings } from "./scene.ts";
import { activityScenes } from "./scenes/activity.ts";
import { deadlock, historyScenes, pairs, spilling } from "./scenes/history.ts";

let cluster: Cluster;
beforeAll(async () => {
  cluster = await ownCluster(sickSettings);
});
afterAll(() => cluster.stop());

test.each(activityScenes)(
  "$name is recognised, and what to do makes the area well",
  async (scene) => {
    await using database = await testDatabase("", cluster.url);
    const areas = [scene.area];
    await using _sick = await scene.make(database);
    const health = await checked(database.url, { areas }, scene.timeScale);
    expect(health.skipped).toEqual([]);
    expect(health.verdicts).toMatchObject([{ area: scene.area, verdict: scene.verdict }]);
    const found = health.findings.find(({ rule }) => rule === scene.rule);
    expect(found).toBeDefined();
    expect(JSON.stringify(health)).not.toContain("secret");
    if (found?.fix === undefined) return;
    await database.runAsSuperuser(found.fix);
    await expect
      .poll(async () => (await checked(database.url, { areas }, scene.timeScale)).verdicts)
      .toMatchObject([{ verdict: "ok", findings: [] }]);
  },
);

describe("what counters tell", () => {
  test.each(historyScenes)("$name", async (scene) => {
    await using database = await testDatabase("", cluster.url);
    await using _sick = await scene.make(database);
    const request = { areas: [scene.area], slo_ms: 10 };
    const health = await checked(database.superuserUrl, request, scene.timeScale);
    expect(health.skipped).toEqual([]);
    expect(health.verdicts).toMatchObject([{ area: scene.area, verdict: scene.verdict }]);
    const found = health.findings.find(({ rule }) => rule === scene.rule);
    expect(found).toBeDefined();
    expect(JSON.stringify(health)).not.toContain("secret");
    if (scene.rule !== "spills-to-disk") return;
    // the memory that the statement is told to take is enough
    const explain = "explain (analyze, costs off, timing off, format json)";
    const plan = await database.run(`begin; ${found?.fix}\n${explain} ${spilling}`);
    expect(JSON.stringify(plan)).toContain('"Sort Space Type":"Memory"');
  });

  test("where the log can be read, a deadlock's statements without what was in quotes", async () => {
    await using logging = await ownCluster({
      ...sickSettings,
      logging_collector: "on",
      log_min_messages: "error",
      log_min_error_statement: "error",
    });
    await using database = await testDatabase(pairs, logging.url);
    await deadlock(database);
    await deadlock(database);
    await expect
      .poll(async () => (await checked(database.superuserUrl, { areas: ["deadlocks"] })).verdicts)
      .toMatchObject([{ verdict: "watch", figures: { deadlocks: 2, logged: 2 } }]);
    const { findings } = await checked(database.superuserUrl, { areas: ["deadlocks"] });
    expect(findings[0]?.message).toMatch(
      /process \d+: update pairs set n = n \+ 10, word = '…' where id = 1/,
    );
    expect(findings[0]?.message).toContain("update pairs set n = n + 10 where id = 2");
  });
});
