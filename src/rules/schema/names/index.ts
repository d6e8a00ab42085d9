import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnRepeatsTable } from "./column-repeats-table.ts";
import { columnsNumbered } from "./columns-numbered.ts";
import { commentsMissing } from "./comments-missing.ts";
import { constraintMisnamed } from "./constraint-misnamed.ts";
import { foreignKeyMisnamed } from "./foreign-key-misnamed.ts";
import { indexMisnamed } from "./index-misnamed.ts";
import { nameAtLimit } from "./name-at-limit.ts";
import { nameKeyword } from "./name-keyword.ts";
import { nameNeedsQuotes } from "./name-needs-quotes.ts";
import { nameTellsKind } from "./name-tells-kind.ts";
import { namesMixedNumber } from "./names-mixed-number.ts";
import { schemaOfEnvironment } from "./schema-of-environment.ts";
import { tableLeftOver } from "./table-left-over.ts";
import { tablesAlike } from "./tables-alike.ts";

export const nameRules: readonly Rule<SchemaFacts>[] = [
  columnRepeatsTable,
  columnsNumbered,
  commentsMissing,
  constraintMisnamed,
  foreignKeyMisnamed,
  indexMisnamed,
  nameAtLimit,
  nameKeyword,
  nameNeedsQuotes,
  nameTellsKind,
  namesMixedNumber,
  schemaOfEnvironment,
  tableLeftOver,
  tablesAlike,
];
