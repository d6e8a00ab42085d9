import { expect, test } from "vitest";
import { computeSettings } from "../../../../../src/embedded/neon/compute/settings.ts";

test.each([
  [0.25, "104"],
  [0.5, "209"],
  [1, "419"],
  [2, "839"],
  [8, "3357"],
  [9, "4000"],
  [56, "4000"],
])("%f CU take %s connections", (maxCu, connections) => {
  const compute = { minCu: 0.25, maxCu, suspendSeconds: 0 };
  expect(computeSettings(compute)["max_connections"]).toBe(connections);
});

test.each([
  [0.25, "16MB"],
  [2, "64MB"],
  [56, "256MB"],
])("%f CU have %s of shared buffers", (maxCu, size) => {
  const compute = { minCu: 0.25, maxCu, suspendSeconds: 0 };
  expect(computeSettings(compute)["shared_buffers"]).toBe(size);
});
