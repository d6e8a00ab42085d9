import type { Deps } from "../../src/core/deps.ts";
import { statePlans } from "../../src/state/plans.ts";

/** Plans in memory. */
export function memoryPlans(): Deps["plans"] {
  const kept = new Map<string, unknown>();
  return statePlans({
    async write(kind, id, value) {
      kept.delete(`${kind} ${id}`);
      kept.set(`${kind} ${id}`, structuredClone(value));
    },
    read: async (kind, id) => kept.get(`${kind} ${id}`),
    list: async (kind) =>
      [...kept].flatMap(([key, value]) => (key.startsWith(`${kind} `) ? [value] : [])).toReversed(),
  });
}

/** For tests of tools that have one database, and neither a Neon nor a twin. */
export const noNeon: Omit<Deps, "access" | "session" | "shadow"> = {
  async external() {
    throw new Error("this test has one database");
  },
  async externalAddress() {
    throw new Error("this test has one database");
  },
  async address() {
    throw new Error("this test has no address");
  },
  revealSecrets: false,
  async neon() {
    throw new Error("this test has no Neon");
  },
  async temporaryBranch() {
    throw new Error("this test has no Neon");
  },
  async twin() {
    throw new Error("this test has no twin");
  },
  plans: memoryPlans(),
  files: [process.cwd()],
};
