import type { Deps } from "../../src/core/deps.ts";

/** For tests of tools that have one database, and neither a Neon nor a twin. */
export const noNeon: Pick<Deps, "neon" | "temporaryBranch" | "twin"> = {
  neon() {
    throw new Error("this test has no Neon");
  },
  temporaryBranch() {
    throw new Error("this test has no Neon");
  },
  twin() {
    throw new Error("this test has no twin");
  },
};
