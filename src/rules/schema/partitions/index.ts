import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { partitionGap } from "./partition-gap.ts";
import { partitionIndexApart } from "./partition-index-apart.ts";
import { partitionRestFilled } from "./partition-rest-filled.ts";
import { partitionUniqueApart } from "./partition-unique-apart.ts";
import { partitionsMany } from "./partitions-many.ts";
import { partitionsNone } from "./partitions-none.ts";
import { partitionsRunOut } from "./partitions-run-out.ts";
import { tableInherits } from "./table-inherits.ts";

export const partitionRules: readonly Rule<SchemaFacts>[] = [
  partitionGap,
  partitionIndexApart,
  partitionRestFilled,
  partitionUniqueApart,
  partitionsMany,
  partitionsNone,
  partitionsRunOut,
  tableInherits,
];
