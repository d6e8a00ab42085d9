import { expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import type { Health } from "../../../src/health/check.ts";
import { fit } from "../../../src/health/fit.ts";

const finding = (rule: string, level: Finding["level"], size: number): Finding => ({
  rule,
  level,
  object: "o",
  message: "m".repeat(size),
  evidence: "measured",
  key: rule,
});

const health = (...findings: Finding[]): Health => ({
  target: { deployment: "url", database: "d", role: "r", postgres: "18" },
  verdicts: findings.map((one) => ({
    area: `area_${one.rule}`,
    verdict: "act",
    summary: "s",
    figures: {},
    findings: [one],
  })),
  findings,
  alerts: [],
  skipped: [],
  writable: false,
});

test("what has room is told as it is", () => {
  const small = health(finding("a", "error", 500), finding("b", "info", 500));
  expect(fit(small)).toBe(small);
});

test("notes are left out before alarms, and the areas to ask for alone are named", () => {
  const told = fit(
    health(
      finding("a", "error", 15_000),
      finding("b", "info", 15_000),
      finding("c", "warning", 15_000),
      finding("d", "warning", 15_000),
    ),
  );
  expect(told.findings.map(({ rule }) => rule)).toEqual(["a", "c", "more-findings"]);
  expect(told.findings[2]?.message).toContain('check_health {"areas":["area_b","area_d"]}');
  expect(JSON.stringify(told.findings).length).toBeLessThan(40_000);
});
