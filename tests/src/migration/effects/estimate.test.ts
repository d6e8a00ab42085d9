import { describe, expect, test } from "vitest";
import { estimateMs } from "../../../../src/migration/effects/estimate.ts";

const GB = 1e9;
const sizes = new Map([
  ["public.big", 10 * GB],
  ["public.small", 8192],
  ["public.big_pkey", GB],
]);
const bytes = (relation: string): number | undefined => sizes.get(relation);
const nothing = { rewrites: [], scans: [], builds: [] };
const estimate = (work: Partial<Parameters<typeof estimateMs>[0]>): number =>
  estimateMs({ ...nothing, ...work }, bytes);

describe("an estimate", () => {
  test("is at least a millisecond", () => {
    expect(estimate({})).toBe(1);
    expect(estimate({ scans: ["public.small"] })).toBe(1);
    expect(estimate({ scans: ["public.unknown"] })).toBe(1);
  });

  test("grows with what is read, written and built", () => {
    const scan = estimate({ scans: ["public.big"] });
    const build = estimate({ scans: ["public.big"], builds: ["public.new"] });
    const rewrite = estimate({ scans: ["public.big"], rewrites: ["public.big"] });
    const all = estimate({
      scans: ["public.big"],
      rewrites: ["public.big"],
      builds: ["public.big_pkey"],
    });
    expect(scan).toBeGreaterThan(1_000);
    expect(build).toBeGreaterThan(scan);
    expect(rewrite).toBeGreaterThan(scan);
    expect(all).toBeGreaterThan(rewrite);
  });

  test("does not count a file that is made empty", () => {
    expect(estimate({ rewrites: ["public.big"] })).toBe(1);
  });
});
