import { expect, test } from "vitest";
import { parse } from "yaml";
import { alertFiles } from "../../../src/health/alerts.ts";
import { areas } from "../../../src/health/areas/index.ts";
import { testDatabase } from "../../helpers/postgres.ts";
import { value } from "./alert-value.ts";
import { ownCluster } from "./cluster.ts";

const alerts = areas.flatMap(({ name: area, alerts: own }) =>
  own.map((alert) => ({ area, ...alert })),
);
const [collector, rules] = alertFiles(alerts).map(({ content }) => parse(content) as unknown);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly description: string };
}

test("the exporter asks each alert's query", () => {
  expect(collector).toMatchObject({
    collector_name: "neon_dba",
    metrics: alerts.map(({ name, sql }) => ({ metric_name: name, query: sql, type: "gauge" })),
  });
});

test("names are those of Prometheus, and each is there once", () => {
  const names = alerts.map(({ name }) => name);
  for (const name of names) expect(name).toMatch(/^postgres_[a-z0-9_]+$/);
  expect(new Set(names).size).toBe(names.length);
});

test("what wakes somebody is no less than what is worth a look", () => {
  for (const { name, watch, act, direction } of alerts)
    expect([name, direction === "below" ? act <= watch : act >= watch]).toEqual([name, true]);
});

test("each rule has a limit, a time, and the call that tells what is behind it", () => {
  const { groups } = rules as { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  const all = groups.flatMap((group) => group.rules);
  expect(new Set(all.map(({ alert }) => alert)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(alerts.length);
  for (const one of all) {
    expect(one.expr).toMatch(/^postgres_[a-z0-9_]+ [<>]= [\d.]+$/);
    expect(one.for).toMatch(/^\d+s$/);
    expect(["warning", "critical"]).toContain(one.labels.severity);
    const [, area] =
      /check_health \{"areas": \["(\w+)"\]\}/.exec(one.annotations.description) ?? [];
    expect(areas.map(({ name }) => name)).toContain(area);
  }
});

test("a well database is below every limit", async () => {
  // what others do to the server of the run, they do to these figures, too
  await using cluster = await ownCluster();
  await using database = await testDatabase("", cluster.url);
  for (const { name, sql, act, direction } of alerts) {
    const now = await value(database, sql);
    expect([name, direction === "below" ? now > act : now < act]).toEqual([name, true]);
  }
});
