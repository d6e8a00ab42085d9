import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Fuzzing and faults: minutes, not seconds. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/slow/**/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    // much of the time is waiting for processes that start and end; by itself Vitest leaves one of two cores idle
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // they end what hangs, and no machine is slow enough to meet them
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
