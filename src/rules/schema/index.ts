import type { Rule } from "../engine/rule.ts";
import type { SchemaFacts } from "../facts/schema.ts";
import { codeRules } from "./code/index.ts";
import { constraintRules } from "./constraints/index.ts";
import { indexRules } from "./indexes/index.ts";
import { keyRules } from "./keys/index.ts";
import { nameRules } from "./names/index.ts";
import { partitionRules } from "./partitions/index.ts";
import { referenceRules } from "./references/index.ts";
import { secretRules } from "./secrets/index.ts";
import { sequenceRules } from "./sequences/index.ts";
import { statisticsRules } from "./statistics/index.ts";
import { tableRules } from "./tables/index.ts";
import { typeRules } from "./types/index.ts";

export const schemaRules: readonly Rule<SchemaFacts>[] = [
  ...codeRules,
  ...constraintRules,
  ...indexRules,
  ...keyRules,
  ...nameRules,
  ...partitionRules,
  ...referenceRules,
  ...secretRules,
  ...sequenceRules,
  ...statisticsRules,
  ...tableRules,
  ...typeRules,
];
