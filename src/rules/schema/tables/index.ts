import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { tableAllNullable } from "./table-all-nullable.ts";
import { tableDisconnected } from "./table-disconnected.ts";
import { tableOfDocuments } from "./table-of-documents.ts";
import { tableOfOneColumn } from "./table-of-one-column.ts";
import { tableUnused } from "./table-unused.ts";
import { tableWide } from "./table-wide.ts";

export const tableRules: readonly Rule<SchemaFacts>[] = [
  tableAllNullable,
  tableDisconnected,
  tableOfDocuments,
  tableOfOneColumn,
  tableUnused,
  tableWide,
];
