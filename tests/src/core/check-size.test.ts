import { expect, test } from "vitest";
import { checkSize, type AskedSize } from "../../../src/core/check-size.ts";
import type { PlanName } from "../../../src/core/neon-facts.ts";

const now = { minCu: 0.25, maxCu: 2, suspendSeconds: 0 };

test.each<[AskedSize, PlanName | undefined, object]>([
  [{ max_cu: 8 }, "launch", { minCu: 0.25, maxCu: 8 }],
  [{ max_cu: 8.25 }, "launch", { minCu: 0.25, maxCu: 8.25 }],
  [{ min_cu: 4 }, "scale", { minCu: 4, maxCu: 4 }],
  [{ min_cu: 0.25, max_cu: 0.25 }, "free", { minCu: 0.25, maxCu: 0.25 }],
  [{ min_cu: 56 }, "scale", { minCu: 56, maxCu: 56 }],
  [{ suspend_seconds: 60 }, "scale", { suspendSeconds: 60 }],
  [{ suspend_seconds: -1 }, "launch", { suspendSeconds: -1 }],
  [{ suspend_seconds: 604_800 }, undefined, { suspendSeconds: 604_800 }],
  [{ suspend_seconds: 300 }, "free", { suspendSeconds: 300 }],
])("%j on %s", (asked, plan, size) => {
  expect(checkSize(asked, now, plan)).toEqual({ ...now, ...size });
});

test.each<[AskedSize, PlanName | undefined, string, string]>([
  [{ max_cu: 8.5 }, "scale", "INVALID_INPUT", "0.25 to 8.5 CU are 8.25"],
  [{ min_cu: 57 }, undefined, "INVALID_INPUT", "0.25 to 56 CU"],
  [{ suspend_seconds: 604_801 }, "scale", "INVALID_INPUT", "after 604801 s"],
  [{ suspend_seconds: 1 }, undefined, "INVALID_INPUT", "after 1 s"],
  [{ min_cu: 18 }, "launch", "LIMIT", "fixed size has at most 16 CU on the launch plan"],
  [{ min_cu: 10, max_cu: 17 }, "scale", "LIMIT", "that scales has at most 16 CU on the scale plan"],
  [{ min_cu: 10, max_cu: 17 }, undefined, "LIMIT", "at most 16 CU on any plan"],
  [{ max_cu: 4 }, "free", "LIMIT", "at most 2 CU on the free plan"],
  [{ suspend_seconds: -1 }, "free", "LIMIT", "stay awake for good"],
  [{ suspend_seconds: 60 }, "launch", "LIMIT", "after 300 s at the earliest"],
])("%j on %s is refused", (asked, plan, code, words) => {
  expect(() => checkSize(asked, now, plan)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(words) }),
  );
});
