import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { primaryKeyMissing } from "./primary-key-missing.ts";

export const keyRules: readonly Rule<SchemaFacts>[] = [primaryKeyMissing];
