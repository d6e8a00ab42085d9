import { defineConfig } from "vitest/config";

/** Fuzzing and faults: minutes, not seconds. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/slow/**/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
