import { lockModes } from "../../core/migration.ts";
import type { Lock } from "../../core/migration.ts";
import type { Effect } from "../effects/effect.ts";

/** Whether writers, or readers too, wait for who holds it. */
export const isHeavy = ({ mode }: Lock): boolean =>
  lockModes.indexOf(mode) >= lockModes.indexOf("SHARE");

export interface Weight {
  readonly relation: string;
  readonly mode: Lock["mode"];
  /** What happens to the relation meanwhile. */
  readonly work: "rewritten" | "read from end to end" | "indexed";
}

/**
 * Relations that are read or written from end to end while somebody waits for the transaction's lock on them: from the effects of its
 * statements, in their order. `isKnown` says which relations were tables with rows before the plan.
 */
export function heavyWork(
  effects: readonly Effect[],
  isKnown: (relation: string) => boolean,
): Weight[] {
  const held = new Map<string, Lock["mode"]>();
  const found = new Map<string, Weight>();
  for (const effect of effects) {
    for (const lock of effect.locks) if (isHeavy(lock)) held.set(lock.relation, lock.mode);
    const work = [
      ...effect.rewrites.map((relation) => ({ relation, work: "rewritten" }) as const),
      ...effect.scans.map((relation) => ({ relation, work: "read from end to end" }) as const),
    ];
    for (const { relation, work: kind } of work) {
      const mode = held.get(relation);
      if (mode !== undefined && isKnown(relation) && !found.has(relation))
        found.set(relation, { relation, mode, work: kind });
    }
  }
  return [...found.values()];
}
