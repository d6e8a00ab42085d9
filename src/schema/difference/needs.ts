import type { Key } from "../key.ts";
import type { Dependencies } from "../order.ts";
import { partsOfKey } from "./part.ts";
import type { Part, Parts } from "./part.ts";

/** One side's parts, and which of them each needs. */
export interface Web {
  readonly parts: Parts;
  /** The part that has this key, or stands for it. */
  owner(key: Key): Part | undefined;
  needs(part: Part): readonly Part[];
}

/** `built` counts what only making a thing needs, too. */
export function webOf(parts: Parts, dependencies: Dependencies, built: boolean): Web {
  const owners = new Map<Key, Part>();
  for (const part of parts.values())
    for (const one of [part.key, ...(part.covers ?? [])]) owners.set(one, part);
  const completions = new Map<Key, Part[]>();
  for (const part of parts.values())
    if (part.completes !== undefined)
      completions.set(part.completes, [...(completions.get(part.completes) ?? []), part]);
  const found = new Map<Part, readonly Part[]>();
  const find = (part: Part): readonly Part[] => {
    const read = part.reads ?? [part.key, ...(part.covers ?? [])];
    const own = (part.needs ?? []).filter((one) => built || !isForMaking(part.key, one));
    const keys = [...read.flatMap((one) => dependencies.get(one) ?? []), ...own];
    const needed = keys.flatMap((one) => [
      owners.get(one) ?? [],
      ...(built && part.completes !== one && !isRoutine(part) ? (completions.get(one) ?? []) : []),
    ]);
    return [...new Set(needed.flat())].filter((other) => other !== part);
  };
  return {
    parts,
    owner: (key) => owners.get(key),
    needs: (part) => {
      const known = found.get(part) ?? find(part);
      found.set(part, known);
      return known;
    },
  };
}

function isRoutine({ key }: Part): boolean {
  return partsOfKey(key)[0] === "routine";
}

/** Attachments, and the checks that a table needs in order to be attached. */
function isForMaking(key: Key, need: Key): boolean {
  return isAttachment(need) || (isAttachment(key) && partsOfKey(need)[0] === "constraint");
}

function isAttachment(key: Key): boolean {
  const [kind, , , step] = partsOfKey(key);
  return kind === "step" && step === "attach";
}
