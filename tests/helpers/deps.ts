import type { Deps } from "../../src/core/deps.ts";

/** For tests of tools that have one database and no Neon. */
export const noNeon: Pick<Deps, "neon" | "temporaryBranch"> = {
  neon() {
    throw new Error("this test has no Neon");
  },
  temporaryBranch() {
    throw new Error("this test has no Neon");
  },
};
