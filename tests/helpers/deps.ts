import type { Deps } from "../../src/core/deps.ts";

/** For tests of tools that have one database, and neither a Neon nor a twin. */
export const noNeon: Pick<Deps, "neon" | "temporaryBranch" | "twin"> = {
  async neon() {
    throw new Error("this test has no Neon");
  },
  async temporaryBranch() {
    throw new Error("this test has no Neon");
  },
  async twin() {
    throw new Error("this test has no twin");
  },
};
