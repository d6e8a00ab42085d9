import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/versions/**/*.test.ts"],
    globalSetup: ["tests/helpers/versions-setup.ts"],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // they end what hangs, and no machine is slow enough to meet them
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
