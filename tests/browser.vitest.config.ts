import { defineConfig } from "vitest/config";

/** The pages of the pictures in a headless Chromium: at `CHROMIUM`, or where Debian and Ubuntu have it. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/browser/**/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
