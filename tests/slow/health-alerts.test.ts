import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMetrics } from "../../src/around/metrics.ts";
import { alertFiles } from "../../src/health/alerts.ts";
import { areas } from "../../src/health/areas/index.ts";

const alerts = areas.flatMap(({ name: area, alerts: own }) =>
  own.map((alert) => ({ area, ...alert })),
);

let folder = "";
let promtool: string | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "neon-dba-promtool-"));
  promtool = fetchPromtool(folder);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Debian's, unpacked beside nothing else; undefined where there is no Debian, or no way to it. */
function fetchPromtool(into: string): string | undefined {
  try {
    const fetch = "apt-get download prometheus && dpkg-deb -x prometheus_*.deb .";
    execFileSync("sh", ["-c", fetch], { cwd: into, stdio: "ignore" });
  } catch {
    return undefined;
  }
  return join(into, "usr/bin/promtool");
}

const run = (args: readonly string[], input?: string): string =>
  execFileSync(promtool ?? "", args, { cwd: folder, encoding: "utf8", input });

test("Prometheus takes the rules", (context) => {
  if (promtool === undefined) return context.skip("promtool cannot be had here");
  const { path, content } = alertFiles(alerts)[1] ?? { path: "", content: "" };
  writeFileSync(join(folder, path), content);
  const rules = alerts.reduce((sum, { watch, act }) => sum + (watch === act ? 1 : 2), 0);
  expect(run(["check", "rules", path])).toContain(`SUCCESS: ${rules} rules found`);
});

test("they fire above their limits after their time, and not below", (context) => {
  if (promtool === undefined) return context.skip("promtool cannot be had here");
  const { path } = alertFiles(alerts)[1] ?? { path: "" };
  const sick = (name: string, value: number): string =>
    `      - series: '${name}{instance="db"}'\n        values: '${value}+0x130'`;
  const scene = (values: (alert: (typeof alerts)[number]) => number): string =>
    alerts.map((alert) => sick(alert.name, values(alert))).join("\n");
  const named = (name: string): string =>
    name
      .split("_")
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join("");
  const expected = (fires: boolean): string =>
    alerts
      .map(
        ({ name, area, act, watch }) => `      - eval_time: 2h
        alertname: ${named(`${name}_act`)}
        exp_alerts:${
          fires
            ? `\n          - exp_labels: { severity: critical, instance: db }\n            exp_annotations: { summary: '${name} is ${Math.max(act, watch) < 100 ? act.toFixed(2) : act} on db, limit ${act}', description: 'check_health {"areas": ["${area}"]}' }`
            : " []"
        }`,
      )
      .join("\n");
  const below = ({ watch, direction }: (typeof alerts)[number]): number =>
    direction === "below" ? watch + 1 : watch / 2;
  writeFileSync(
    join(folder, "scenes.yml"),
    `rule_files: [${path}]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
${scene(({ act }) => act)}
    alert_rule_test:
${expected(true)}
  - interval: 1m
    input_series:
${scene(below)}
    alert_rule_test:
${expected(false)}
`,
  );
  expect(run(["test", "rules", "scenes.yml"])).toContain("SUCCESS");
});

test("Prometheus finds nothing to say about /metrics", async (context) => {
  if (promtool === undefined) return context.skip("promtool cannot be had here");
  const metrics = createMetrics("1.2.3", { waiting: () => 2, sessionRequests: () => 3 });
  metrics.request("mcp", 200, 0.2);
  metrics.refusedAuth("expired");
  metrics.rateLimited("tool_call");
  metrics.waited(1);
  const { text } = await metrics.render();
  expect(run(["check", "metrics"], text)).toBe("");
  const broken = text.replaceAll("neon_dba_auth_refusals_total", "neon_dba_auth_refusals");
  expect(() => run(["check", "metrics"], broken)).toThrow(/counter metrics should have "_total"/);
});
