import { defineConfig } from "vitest/config";

/** The large clients on the real server, two at a time; `npm ci --prefix tests/clients/large --ignore-scripts` brings them. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/clients/large/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    testTimeout: 600_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
