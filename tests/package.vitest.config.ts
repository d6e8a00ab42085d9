import { defineConfig } from "vitest/config";

/** The packed tarball, installed elsewhere, as its users get it. */
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: { include: ["tests/package/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 },
});
