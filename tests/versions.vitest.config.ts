import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/versions/**/*.test.ts"],
    globalSetup: ["tests/helpers/versions-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
