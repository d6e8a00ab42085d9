import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const statisticsRules: readonly Rule<SchemaFacts>[] = [];
