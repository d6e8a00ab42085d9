import type { LintRule } from "../rule.ts";
import { addCheckConstraint } from "./add-check-constraint.ts";
import { addColumnCheck } from "./add-column-check.ts";
import { addColumnVolatileDefault } from "./add-column-volatile-default.ts";
import { addConstrainedDomainColumn } from "./add-constrained-domain-column.ts";
import { addExclusionConstraint } from "./add-exclusion-constraint.ts";
import { addForeignKey } from "./add-foreign-key.ts";
import { addGeneratedColumn } from "./add-generated-column.ts";
import { addPrimaryKey } from "./add-primary-key.ts";
import { addRequiredColumn } from "./add-required-column.ts";
import { addSerialColumn } from "./add-serial-column.ts";
import { addUniqueConstraint } from "./add-unique-constraint.ts";
import { attachPartition } from "./attach-partition.ts";
import { backfillInDdlTransaction } from "./backfill-in-ddl-transaction.ts";
import { cannotRunInTransaction } from "./cannot-run-in-transaction.ts";
import { changeColumnType } from "./change-column-type.ts";
import { changeDomain } from "./change-domain.ts";
import { changeGeneratedExpression } from "./change-generated-expression.ts";
import { changePersistence } from "./change-persistence.ts";
import { changeSchema } from "./change-schema.ts";
import { changeSequence } from "./change-sequence.ts";
import { changeTypeForClients } from "./change-type-for-clients.ts";
import { changeTypeOfIndexedColumn } from "./change-type-of-indexed-column.ts";
import { charColumn } from "./char-column.ts";
import { clusterTable } from "./cluster-table.ts";
import { concurrentIndexIfNotExists } from "./concurrent-index-if-not-exists.ts";
import { concurrentIndexOnPartitioned } from "./concurrent-index-on-partitioned.ts";
import { constraintNeverValidated } from "./constraint-never-validated.ts";
import { createIndex } from "./create-index.ts";
import { defaultConstantMoment } from "./default-constant-moment.ts";
import { defaultPartitionScan } from "./default-partition-scan.ts";
import { deleteWithoutWhere } from "./delete-without-where.ts";
import { detachPartition } from "./detach-partition.ts";
import { disableRowSecurity } from "./disable-row-security.ts";
import { disableTriggers } from "./disable-triggers.ts";
import { domainWithConstraint } from "./domain-with-constraint.ts";
import { dropCascade } from "./drop-cascade.ts";
import { dropColumn } from "./drop-column.ts";
import { dropConstraint } from "./drop-constraint.ts";
import { dropDatabase } from "./drop-database.ts";
import { dropDefault } from "./drop-default.ts";
import { dropFunction } from "./drop-function.ts";
import { dropIndex } from "./drop-index.ts";
import { dropNotNull } from "./drop-not-null.ts";
import { dropPolicy } from "./drop-policy.ts";
import { dropSchema } from "./drop-schema.ts";
import { dropTable } from "./drop-table.ts";
import { dropTriggerOnPartitioned } from "./drop-trigger-on-partitioned.ts";
import { dropView } from "./drop-view.ts";
import { duplicateIndex } from "./duplicate-index.ts";
import { enforceForeignKey } from "./enforce-foreign-key.ts";
import { enumValuePosition } from "./enum-value-position.ts";
import { enumValueUsedInTransaction } from "./enum-value-used-in-transaction.ts";
import { floatForMoney } from "./float-for-money.ts";
import { foreignKeyTypeMismatch } from "./foreign-key-type-mismatch.ts";
import { foreignKeyWithoutIndex } from "./foreign-key-without-index.ts";
import { judgingText } from "./facts/by-text.ts";
import { functionOverload } from "./function-overload.ts";
import { grantToPublic } from "./grant-to-public.ts";
import { heavyLock } from "./heavy-lock.ts";
import { identifierTooLong } from "./identifier-too-long.ts";
import { identityAlways } from "./identity-always.ts";
import { ifNotExistsSkips } from "./if-not-exists-skips.ts";
import { intPrimaryKey } from "./int-primary-key.ts";
import { invalidIndexLeft } from "./invalid-index-left.ts";
import { jsonColumn } from "./json-column.ts";
import { lockHeldDuringScan } from "./lock-held-during-scan.ts";
import { lockTable } from "./lock-table.ts";
import { locksOnSeveralTables } from "./locks-on-several-tables.ts";
import { missingCommit } from "./missing-commit.ts";
import { missingLockTimeout } from "./missing-lock-timeout.ts";
import { missingStatementTimeout } from "./missing-statement-timeout.ts";
import { moneyColumn } from "./money-column.ts";
import { narrowColumnType } from "./narrow-column-type.ts";
import { nestedTransaction } from "./nested-transaction.ts";
import { notRepeatable } from "./not-repeatable.ts";
import { primaryKeyOverNullable } from "./primary-key-over-nullable.ts";
import { quotedIdentifier } from "./quoted-identifier.ts";
import { recreatedWithoutGrants } from "./recreated-without-grants.ts";
import { refreshMaterializedView } from "./refresh-materialized-view.ts";
import { reindex } from "./reindex.ts";
import { renameColumn } from "./rename-column.ts";
import { renameEnumValue } from "./rename-enum-value.ts";
import { renameTable } from "./rename-table.ts";
import { revokePrivilege } from "./revoke-privilege.ts";
import { rowSecurityWithoutPolicy } from "./row-security-without-policy.ts";
import { securityDefinerSearchPath } from "./security-definer-search-path.ts";
import { serialColumn } from "./serial-column.ts";
import { sessionSettingStays } from "./session-setting-stays.ts";
import { setLocalOutsideTransaction } from "./set-local-outside-transaction.ts";
import { setNotNullWithDropCheck } from "./set-not-null-with-drop-check.ts";
import { setNotNull } from "./set-not-null.ts";
import { stricterForOldWrites } from "./stricter-for-old-writes.ts";
import { tableWithoutPrimaryKey } from "./table-without-primary-key.ts";
import { timeoutOnConcurrentWork } from "./timeout-on-concurrent-work.ts";
import { timestampWithoutTimeZone } from "./timestamp-without-time-zone.ts";
import { timetzColumn } from "./timetz-column.ts";
import { transactionControlInMigration } from "./transaction-control-in-migration.ts";
import { truncateCascade } from "./truncate-cascade.ts";
import { truncateTable } from "./truncate-table.ts";
import { uniqueOverNullable } from "./unique-over-nullable.ts";
import { unloggedTable } from "./unlogged-table.ts";
import { unqualifiedName } from "./unqualified-name.ts";
import { unsupportedOnNeon } from "./unsupported-on-neon.ts";
import { updateWithoutWhere } from "./update-without-where.ts";
import { varcharLimit } from "./varchar-limit.ts";

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
].map(judgingText);

/** Rules that speak of heavy statements: one of them speaks of each. */
export const heavyRules: readonly LintRule[] = [...causes, heavyLock(causes)];

/** Every rule. */
export const lintRules: readonly LintRule[] = [
  ...heavyRules,
  ...[
    addRequiredColumn,
    backfillInDdlTransaction,
    cannotRunInTransaction,
    changeSchema,
    changeTypeForClients,
    charColumn,
    concurrentIndexIfNotExists,
    concurrentIndexOnPartitioned,
    constraintNeverValidated,
    defaultConstantMoment,
    deleteWithoutWhere,
    detachPartition,
    disableRowSecurity,
    disableTriggers,
    domainWithConstraint,
    dropCascade,
    dropColumn,
    dropConstraint,
    dropDatabase,
    dropDefault,
    dropFunction,
    dropIndex,
    dropNotNull,
    dropPolicy,
    dropSchema,
    dropTable,
    dropTriggerOnPartitioned,
    dropView,
    duplicateIndex,
    enumValuePosition,
    enumValueUsedInTransaction,
    floatForMoney,
    foreignKeyTypeMismatch,
    foreignKeyWithoutIndex,
    functionOverload,
    grantToPublic,
    identifierTooLong,
    identityAlways,
    ifNotExistsSkips,
    intPrimaryKey,
    invalidIndexLeft,
    jsonColumn,
    lockHeldDuringScan,
    lockTable,
    locksOnSeveralTables,
    missingCommit,
    missingLockTimeout,
    missingStatementTimeout,
    moneyColumn,
    narrowColumnType,
    nestedTransaction,
    notRepeatable,
    quotedIdentifier,
    recreatedWithoutGrants,
    renameColumn,
    renameEnumValue,
    renameTable,
    revokePrivilege,
    rowSecurityWithoutPolicy,
    securityDefinerSearchPath,
    serialColumn,
    sessionSettingStays,
    setLocalOutsideTransaction,
    stricterForOldWrites,
    tableWithoutPrimaryKey,
    timeoutOnConcurrentWork,
    timestampWithoutTimeZone,
    timetzColumn,
    transactionControlInMigration,
    truncateCascade,
    uniqueOverNullable,
    unloggedTable,
    unqualifiedName,
    unsupportedOnNeon,
    updateWithoutWhere,
    varcharLimit,
  ].map(judgingText),
];
