import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { identityByDefault } from "./identity-by-default.ts";
import { sequenceBehind } from "./sequence-behind.ts";
import { sequenceCycles } from "./sequence-cycles.ts";
import { sequenceLeftOver } from "./sequence-left-over.ts";
import { sequenceNarrowerThanColumn } from "./sequence-narrower-than-column.ts";
import { sequenceNearEnd } from "./sequence-near-end.ts";
import { sequenceNotOwned } from "./sequence-not-owned.ts";
import { sequenceShared } from "./sequence-shared.ts";
import { sequenceUnlogged } from "./sequence-unlogged.ts";
import { sequenceWiderThanColumn } from "./sequence-wider-than-column.ts";

export const sequenceRules: readonly Rule<SchemaFacts>[] = [
  identityByDefault,
  sequenceBehind,
  sequenceCycles,
  sequenceLeftOver,
  sequenceNarrowerThanColumn,
  sequenceNearEnd,
  sequenceNotOwned,
  sequenceShared,
  sequenceUnlogged,
  sequenceWiderThanColumn,
];
