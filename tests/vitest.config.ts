import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: [
      "tests/versions/**",
      "tests/slow/**",
      "tests/package/**",
      "tests/browser/**",
      "**/node_modules/**",
    ],
    globalSetup: ["tests/helpers/global-setup.ts"],
    // much of the time is waiting for processes that start and end; by itself Vitest leaves one of two cores idle
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
