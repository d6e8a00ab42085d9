import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexBehindPolicies } from "./index-behind-policies.ts";
import { indexBloated } from "./index-bloated.ts";
import { indexBooleanFirst } from "./index-boolean-first.ts";
import { indexBrinUncorrelated } from "./index-brin-uncorrelated.ts";
import { indexBtreeOnContainer } from "./index-btree-on-container.ts";
import { indexConditionWithoutEffect } from "./index-condition-without-effect.ts";
import { indexDuplicate } from "./index-duplicate.ts";
import { indexExpressionNotAnalyzed } from "./index-expression-not-analyzed.ts";
import { indexHash } from "./index-hash.ts";
import { indexInvalid } from "./index-invalid.ts";
import { indexLowSelectivity } from "./index-low-selectivity.ts";
import { indexMany } from "./index-many.ts";
import { indexMostlyNull } from "./index-mostly-null.ts";
import { indexOnLongValues } from "./index-on-long-values.ts";
import { indexRangeBeforeEquality } from "./index-range-before-equality.ts";
import { indexRedundant } from "./index-redundant.ts";
import { indexUnused } from "./index-unused.ts";
import { searchColumnWithoutIndex } from "./search-column-without-index.ts";
import { tableReadWhole } from "./table-read-whole.ts";

export const indexRules: readonly Rule<SchemaFacts>[] = [
  indexBehindPolicies,
  indexBloated,
  indexBooleanFirst,
  indexBrinUncorrelated,
  indexBtreeOnContainer,
  indexConditionWithoutEffect,
  indexDuplicate,
  indexExpressionNotAnalyzed,
  indexHash,
  indexInvalid,
  indexLowSelectivity,
  indexMany,
  indexMostlyNull,
  indexOnLongValues,
  indexRangeBeforeEquality,
  indexRedundant,
  indexUnused,
  searchColumnWithoutIndex,
  tableReadWhole,
];
