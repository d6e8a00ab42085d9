import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownersDiffer } from "./owners-differ.ts";
import { tableOfDocuments } from "./table-of-documents.ts";
import { tableOfOneColumn } from "./table-of-one-column.ts";
import { tableUnused } from "./table-unused.ts";
import { tableWide } from "./table-wide.ts";
import { tablesEmpty } from "./tables-empty.ts";

export const tableRules: readonly Rule<SchemaFacts>[] = [
  ownersDiffer,
  tableOfDocuments,
  tableOfOneColumn,
  tableUnused,
  tableWide,
  tablesEmpty,
];
