import { phaseNames } from "../../core/migration.ts";
import type { Cooked } from "./recipe.ts";

const nothing: Cooked = {
  pieces: [],
  verification: [],
  notes: [],
  irreversible: [],
  questions: [],
  findings: [],
};

/** What a recipe says, but for what it has nothing to say of. */
export function cooked(part: Partial<Cooked>): Cooked {
  return { ...nothing, ...part };
}

/** One after the other. */
export function together(parts: readonly Cooked[]): Cooked {
  const breaks = phaseNames.find((name) => parts.some((part) => part.breaks === name));
  return {
    pieces: parts.flatMap(({ pieces }) => pieces),
    verification: parts.flatMap(({ verification }) => verification),
    notes: parts.flatMap(({ notes }) => notes),
    irreversible: parts.flatMap(({ irreversible }) => irreversible),
    questions: parts.flatMap(({ questions }) => questions),
    findings: parts.flatMap(({ findings = [] }) => findings),
    taken: parts.flatMap(({ taken = [] }) => taken),
    ...(breaks === undefined ? {} : { breaks }),
  };
}
