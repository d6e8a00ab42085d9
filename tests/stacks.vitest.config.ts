import { defineConfig } from "vitest/config";

/**
 * The code of configure_connection, run by the drivers and frameworks it is for against a local Neon; `npm ci --prefix tests/stacks` brings
 * those of npm, Debian the others.
 */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/stacks/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
