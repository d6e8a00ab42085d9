import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What strangers may send, over real sockets and pipes. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/wire/**/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
});
