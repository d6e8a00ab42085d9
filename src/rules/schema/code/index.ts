import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { bodyNamesMissingColumn } from "./body-names-missing-column.ts";
import { bodyNamesMissingRelation } from "./body-names-missing-relation.ts";
import { errorsSwallowed } from "./errors-swallowed.ts";
import { functionCouldBeStable } from "./function-could-be-stable.ts";
import { functionSearchPathMissing } from "./function-search-path-missing.ts";
import { immutableDepends } from "./immutable-depends.ts";
import { immutableReadsTable } from "./immutable-reads-table.ts";
import { indexFunctionSearchPath } from "./index-function-search-path.ts";
import { matviewUnpopulated } from "./matview-unpopulated.ts";
import { matviewWithoutUnique } from "./matview-without-unique.ts";
import { rewriteRule } from "./rewrite-rule.ts";
import { triggerAssignsTooLate } from "./trigger-assigns-too-late.ts";
import { triggerCancelsDelete } from "./trigger-cancels-delete.ts";
import { triggerDisabled } from "./trigger-disabled.ts";
import { triggerDiscardsRows } from "./trigger-discards-rows.ts";
import { triggerDuplicated } from "./trigger-duplicated.ts";
import { triggerFunctionUnused } from "./trigger-function-unused.ts";
import { triggerNamesMissingColumn } from "./trigger-names-missing-column.ts";
import { triggerRefreshesView } from "./trigger-refreshes-view.ts";
import { triggerUpdatesItself } from "./trigger-updates-itself.ts";
import { triggerWithoutReturn } from "./trigger-without-return.ts";
import { triggerWorksOnWholeTable } from "./trigger-works-on-whole-table.ts";
import { viewLagsTable } from "./view-lags-table.ts";
import { viewSorted } from "./view-sorted.ts";
import { viewsStacked } from "./views-stacked.ts";

export const codeRules: readonly Rule<SchemaFacts>[] = [
  bodyNamesMissingColumn,
  bodyNamesMissingRelation,
  errorsSwallowed,
  functionCouldBeStable,
  functionSearchPathMissing,
  immutableDepends,
  immutableReadsTable,
  indexFunctionSearchPath,
  matviewUnpopulated,
  matviewWithoutUnique,
  rewriteRule,
  triggerAssignsTooLate,
  triggerCancelsDelete,
  triggerDisabled,
  triggerDiscardsRows,
  triggerDuplicated,
  triggerFunctionUnused,
  triggerNamesMissingColumn,
  triggerRefreshesView,
  triggerUpdatesItself,
  triggerWithoutReturn,
  triggerWorksOnWholeTable,
  viewLagsTable,
  viewSorted,
  viewsStacked,
];
