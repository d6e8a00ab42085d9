import { archive } from "./archive.ts";
import { cascade } from "./cascade.ts";
import { childrenFirst } from "./children-first.ts";
import { plain } from "./plain.ts";
import { setNull } from "./set-null.ts";
import { softDelete } from "./soft-delete.ts";
import type { Recipe, Situation } from "./strategy.ts";

const makers = [plain, childrenFirst, setNull, cascade, softDelete, archive];

/** The ways that lead out of the situation. */
export const recipesFor = (situation: Situation): Recipe[] =>
  makers.flatMap((make) => make(situation) ?? []);
