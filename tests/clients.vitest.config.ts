import { defineConfig } from "vitest/config";

/** Other people's clients, the conformance suite and the Inspector on the real server; `npm ci --prefix tests/clients` brings them. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/clients/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
