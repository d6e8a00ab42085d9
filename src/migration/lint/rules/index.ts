import type { LintRule } from "../rule.ts";
import { addCheckConstraint } from "./add-check-constraint.ts";
import { addColumnCheck } from "./add-column-check.ts";
import { addColumnVolatileDefault } from "./add-column-volatile-default.ts";
import { addConstrainedDomainColumn } from "./add-constrained-domain-column.ts";
import { addExclusionConstraint } from "./add-exclusion-constraint.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import { addGeneratedColumn } from "./add-generated-column.ts";
import { addPrimaryKey } from "./add-primary-key.ts";
import { addSerialColumn } from "./add-serial-column.ts";
import { addUniqueConstraint } from "./add-unique-constraint.ts";
import { attachPartition } from "./attach-partition.ts";
import { changeColumnType } from "./change-column-type.ts";
import { changeDomain } from "./change-domain.ts";
import { changeGeneratedExpression } from "./change-generated-expression.ts";
import { changePersistence } from "./change-persistence.ts";
import { changeSequence } from "./change-sequence.ts";
import { changeTypeOfIndexedColumn } from "./change-type-of-indexed-column.ts";
import { clusterTable } from "./cluster-table.ts";
import { createIndex } from "./create-index.ts";
import { defaultPartitionScan } from "./default-partition-scan.ts";
import { enforceForeignKey } from "./enforce-foreign-key.ts";
import { heavyLock } from "./heavy-lock.ts";
import { primaryKeyOverNullable } from "./primary-key-over-nullable.ts";
import { refreshMaterializedView } from "./refresh-materialized-view.ts";
import { reindex } from "./reindex.ts";
import { setNotNullWithDropCheck } from "./set-not-null-with-drop-check.ts";
import { setNotNull } from "./set-not-null.ts";
import { truncateTable } from "./truncate-table.ts";

/** What was measured to take long under a strong lock, by its cause. */
const causes: readonly LintRule[] = [
  addCheckConstraint,
  addColumnCheck,
  addColumnVolatileDefault,
  addConstrainedDomainColumn,
  addExclusionConstraint,
  addForeignKey,
  addGeneratedColumn,
  addPrimaryKey,
  addSerialColumn,
  addUniqueConstraint,
  attachPartition,
  changeColumnType,
  changeDomain,
  changeGeneratedExpression,
  changePersistence,
  changeSequence,
  changeTypeOfIndexedColumn,
  clusterTable,
  createIndex,
  defaultPartitionScan,
  enforceForeignKey,
  primaryKeyOverNullable,
  refreshMaterializedView,
  reindex,
  setNotNull,
  setNotNullWithDropCheck,
  truncateTable,
];

/** Rules that speak of heavy statements: one of them speaks of each. */
export const heavyRules: readonly LintRule[] = [...causes, heavyLock(causes)];

/** Every rule. */
export const lintRules: readonly LintRule[] = [...heavyRules];
