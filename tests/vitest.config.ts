import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** They start processes, or set what belongs to a whole process, such as the driver's `neonConfig`. */
const apart = "tests/src/embedded/**/*.test.ts";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    globalSetup: ["tests/helpers/global-setup.ts"],
    // much of the time is waiting for processes that start and end; by itself Vitest leaves one of two cores idle
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // they end what hangs, and no machine is slow enough to meet them
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: "apart", include: [apart] } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["tests/**/*.test.ts"],
          exclude: [
            apart,
            "tests/{versions,slow,package,browser,formats,stacks,clients,wire}/**",
            "**/node_modules/**",
          ],
          // a new process for each file, which loads everything again, costs more than most of the files
          isolate: false,
        },
      },
    ],
  },
});
