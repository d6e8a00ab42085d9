import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const referenceRules: readonly Rule<SchemaFacts>[] = [];
