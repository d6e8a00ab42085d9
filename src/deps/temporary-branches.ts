import type { TemporaryBranch, TemporaryRequest } from "../core/deps.ts";
import type { Neon, Progress } from "../core/neon.ts";
import { once } from "../core/once.ts";
import { allowChange, type Permit } from "./guard.ts";

type Log = (level: "debug" | "warn", message: string, fields?: Record<string, unknown>) => void;

export interface TemporaryBranches {
  create(request: TemporaryRequest, call: Progress, permit: Permit): Promise<TemporaryBranch>;
  /** Removes those that are left. */
  close(): Promise<void>;
}

/** Branches for the time of a call. Nothing is loaded or asked before the first. */
export function temporaryBranches(neon: () => Promise<Neon>, log: Log): TemporaryBranches {
  let opened = false;
  const made = once(async () => {
    const { createTemporaryBranches } = await import("../neon/temporary-branch.ts");
    opened = true;
    return createTemporaryBranches(await neon(), log);
  });
  return {
    async create({ target = {}, purpose, at }, call, permit) {
      allowChange(permit);
      const parent = await (await neon()).branch(target, call.signal);
      const temporary = await (await made()).create({ purpose, parent, at }, call);
      const { branch } = temporary;
      return {
        branch,
        target: { ...target, project: branch.project.id, branch: branch.id },
        [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
      };
    },
    async close() {
      if (opened) await (await made())[Symbol.asyncDispose]();
    },
  };
}
