import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { autovacuumOff } from "./autovacuum-off.ts";
import { columnStatisticsOff } from "./column-statistics-off.ts";
import { partitionedTableNotAnalyzed } from "./partitioned-table-not-analyzed.ts";
import { tableBloated } from "./table-bloated.ts";
import { tableDeadRows } from "./table-dead-rows.ts";
import { tableNeverAnalyzed } from "./table-never-analyzed.ts";
import { tableStatisticsStale } from "./table-statistics-stale.ts";
import { tableUnlogged } from "./table-unlogged.ts";
import { tableUpdatesNotHot } from "./table-updates-not-hot.ts";
import { tableWraparound } from "./table-wraparound.ts";

export const statisticsRules: readonly Rule<SchemaFacts>[] = [
  autovacuumOff,
  columnStatisticsOff,
  partitionedTableNotAnalyzed,
  tableBloated,
  tableDeadRows,
  tableNeverAnalyzed,
  tableStatisticsStale,
  tableUnlogged,
  tableUpdatesNotHot,
  tableWraparound,
];
