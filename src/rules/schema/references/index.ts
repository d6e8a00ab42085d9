import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { cascadeChain } from "./cascade-chain.ts";
import { cascadeIntoLargeTable } from "./cascade-into-large-table.ts";
import { foreignKeyAcrossSchemas } from "./foreign-key-across-schemas.ts";
import { foreignKeyActionImpossible } from "./foreign-key-action-impossible.ts";
import { foreignKeyDuplicate } from "./foreign-key-duplicate.ts";
import { foreignKeyNullablePart } from "./foreign-key-nullable-part.ts";
import { foreignKeyOverlapping } from "./foreign-key-overlapping.ts";
import { foreignKeySelfLoop } from "./foreign-key-self-loop.ts";
import { foreignKeySelfRequired } from "./foreign-key-self-required.ts";
import { foreignKeyToUnique } from "./foreign-key-to-unique.ts";
import { foreignKeyTypeMismatch } from "./foreign-key-type-mismatch.ts";
import { foreignKeyUndeclared } from "./foreign-key-undeclared.ts";
import { foreignKeyWithoutIndex } from "./foreign-key-without-index.ts";
import { referenceCycleRequired } from "./reference-cycle-required.ts";
import { tableUnlinked } from "./table-unlinked.ts";

export const referenceRules: readonly Rule<SchemaFacts>[] = [
  cascadeChain,
  cascadeIntoLargeTable,
  foreignKeyAcrossSchemas,
  foreignKeyActionImpossible,
  foreignKeyDuplicate,
  foreignKeyNullablePart,
  foreignKeyOverlapping,
  foreignKeySelfLoop,
  foreignKeySelfRequired,
  foreignKeyToUnique,
  foreignKeyTypeMismatch,
  foreignKeyUndeclared,
  foreignKeyWithoutIndex,
  referenceCycleRequired,
  tableUnlinked,
];
