import { defineConfig } from "vitest/config";

/** Exported migrations, run by the tools they are for; `npm ci --prefix tests/formats` brings those, Debian has Alembic. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["tests/formats/*.test.ts"],
    globalSetup: ["tests/helpers/global-setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
