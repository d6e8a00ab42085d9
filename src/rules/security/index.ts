import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { cardData } from "./card-data.ts";
import { columnGrantWithoutEffect } from "./column-grant-without-effect.ts";
import { connectionWithoutTls } from "./connection-without-tls.ts";
import { defaultPrivilegesMissing } from "./default-privileges-missing.ts";
import { defaultPrivilegesPublic } from "./default-privileges-public.ts";
import { definerExecutableByPublic } from "./definer-executable-by-public.ts";
import { definerOwnerSuperuser } from "./definer-owner-superuser.ts";
import { definerSearchPathMissing } from "./definer-search-path-missing.ts";
import { definerSearchPathWritable } from "./definer-search-path-writable.ts";
import { definerSplicesSql } from "./definer-splices-sql.ts";
import { eventTriggerFunction } from "./event-trigger-function.ts";
import { extensionDangerous } from "./extension-dangerous.ts";
import { extensionInPublic } from "./extension-in-public.ts";
import { extensionOutdated } from "./extension-outdated.ts";
import { foreignServerUsage } from "./foreign-server-usage.ts";
import { foreignServerWithoutTls } from "./foreign-server-without-tls.ts";
import { foreignTableExposed } from "./foreign-table-exposed.ts";
import { functionsExecutableByPublic } from "./functions-executable-by-public.ts";
import { grantOption } from "./grant-option.ts";
import { grantToNobody } from "./grant-to-nobody.ts";
import { leakproofFunction } from "./leakproof-function.ts";
import { materializedViewPassesPolicies } from "./materialized-view-passes-policies.ts";
import { membershipAdminOption } from "./membership-admin-option.ts";
import { membershipPredefinedRole } from "./membership-predefined-role.ts";
import { membershipReachesOwner } from "./membership-reaches-owner.ts";
import { modelGrantUnmeant } from "./model-grant-unmeant.ts";
import { modelOwnerDiffers } from "./model-owner-differs.ts";
import { modelPrivilegeExcessive } from "./model-privilege-excessive.ts";
import { modelPrivilegeMissing } from "./model-privilege-missing.ts";
import { modelRoleMissing } from "./model-role-missing.ts";
import { nationalIdPlain } from "./national-id-plain.ts";
import { neonBranchUnprotected } from "./neon-branch-unprotected.ts";
import { neonIpAllow } from "./neon-ip-allow.ts";
import { neonPasswordAge } from "./neon-password-age.ts";
import { neonSuperuser } from "./neon-superuser.ts";
import { oneRoleForEverything } from "./one-role-for-everything.ts";
import { ownerIsPerson } from "./owner-is-person.ts";
import { partitionUnprotected } from "./partition-unprotected.ts";
import { passwordDigestInCode } from "./password-digest-in-code.ts";
import { passwordEncryptionWeak } from "./password-encryption-weak.ts";
import { passwordHashWeak } from "./password-hash-weak.ts";
import { passwordHashWithoutAlgorithm } from "./password-hash-without-algorithm.ts";
import { passwordPlain } from "./password-plain.ts";
import { piiWithoutRetention } from "./pii-without-retention.ts";
import { policiesMissing } from "./policies-missing.ts";
import { policiesNotEnabled } from "./policies-not-enabled.ts";
import { policiesNotForced } from "./policies-not-forced.ts";
import { policiesPermissiveTwice } from "./policies-permissive-twice.ts";
import { policyAlwaysTrue } from "./policy-always-true.ts";
import { policyCheckWeaker } from "./policy-check-weaker.ts";
import { policyColumnWithoutIndex } from "./policy-column-without-index.ts";
import { policyFails } from "./policy-fails.ts";
import { policyForEveryone } from "./policy-for-everyone.ts";
import { policyForgetsOwner } from "./policy-forgets-owner.ts";
import { policyFunctionPerRow } from "./policy-function-per-row.ts";
import { policyFunctionSearchPath } from "./policy-function-search-path.ts";
import { policyIgnoresRow } from "./policy-ignores-row.ts";
import { policyOfRoleWithoutGrant } from "./policy-of-role-without-grant.ts";
import { policyOpenWithoutContext } from "./policy-open-without-context.ts";
import { policyQueryPerRow } from "./policy-query-per-row.ts";
import { policyReadsUserMetadata } from "./policy-reads-user-metadata.ts";
import { policyReadsWritableTable } from "./policy-reads-writable-table.ts";
import { policyValuePerRow } from "./policy-value-per-row.ts";
import { publicDatabasePrivileges } from "./public-database-privileges.ts";
import { publicSchemaCreate } from "./public-schema-create.ts";
import { publicSequencePrivileges } from "./public-sequence-privileges.ts";
import { publicTablePrivileges } from "./public-table-privileges.ts";
import { replayableToken } from "./replayable-token.ts";
import { roleBypassrls } from "./role-bypassrls.ts";
import { roleCreaterole } from "./role-createrole.ts";
import { roleDisablesSafety } from "./role-disables-safety.ts";
import { roleExpired } from "./role-expired.ts";
import { roleReplication } from "./role-replication.ts";
import { roleSuperuser } from "./role-superuser.ts";
import { roleUnused } from "./role-unused.ts";
import { roleWithoutExpiry } from "./role-without-expiry.ts";
import { sampledSecret } from "./sampled-secret.ts";
import { schemaCreateBeyondOwner } from "./schema-create-beyond-owner.ts";
import { schemaUsageMissing } from "./schema-usage-missing.ts";
import { secretInCode } from "./secret-in-code.ts";
import { secretPlain } from "./secret-plain.ts";
import { sequenceUsageMissing } from "./sequence-usage-missing.ts";
import { sessionWithoutExpiry } from "./session-without-expiry.ts";
import { tableExposedWithoutPolicies } from "./table-exposed-without-policies.ts";
import { tablePrivilegesBeyondRows } from "./table-privileges-beyond-rows.ts";
import { tenantColumnNullable } from "./tenant-column-nullable.ts";
import { tenantTableUnprotected } from "./tenant-table-unprotected.ts";
import { triggerFunctionOfOthers } from "./trigger-function-of-others.ts";
import { userMappingPassword } from "./user-mapping-password.ts";
import { viewPassesPolicies } from "./view-passes-policies.ts";

export const securityRules: readonly Rule<SecurityFacts>[] = [
  cardData,
  columnGrantWithoutEffect,
  connectionWithoutTls,
  defaultPrivilegesMissing,
  defaultPrivilegesPublic,
  definerExecutableByPublic,
  definerOwnerSuperuser,
  definerSearchPathMissing,
  definerSearchPathWritable,
  definerSplicesSql,
  eventTriggerFunction,
  extensionDangerous,
  extensionInPublic,
  extensionOutdated,
  foreignServerUsage,
  foreignServerWithoutTls,
  foreignTableExposed,
  functionsExecutableByPublic,
  grantOption,
  grantToNobody,
  leakproofFunction,
  materializedViewPassesPolicies,
  membershipAdminOption,
  membershipPredefinedRole,
  membershipReachesOwner,
  modelGrantUnmeant,
  modelOwnerDiffers,
  modelPrivilegeExcessive,
  modelPrivilegeMissing,
  modelRoleMissing,
  nationalIdPlain,
  neonBranchUnprotected,
  neonIpAllow,
  neonPasswordAge,
  neonSuperuser,
  oneRoleForEverything,
  ownerIsPerson,
  partitionUnprotected,
  passwordDigestInCode,
  passwordEncryptionWeak,
  passwordHashWeak,
  passwordHashWithoutAlgorithm,
  passwordPlain,
  piiWithoutRetention,
  policiesMissing,
  policiesNotEnabled,
  policiesNotForced,
  policiesPermissiveTwice,
  policyAlwaysTrue,
  policyCheckWeaker,
  policyColumnWithoutIndex,
  policyFails,
  policyForEveryone,
  policyForgetsOwner,
  policyFunctionPerRow,
  policyFunctionSearchPath,
  policyIgnoresRow,
  policyOfRoleWithoutGrant,
  policyOpenWithoutContext,
  policyQueryPerRow,
  policyReadsUserMetadata,
  policyReadsWritableTable,
  policyValuePerRow,
  publicDatabasePrivileges,
  publicSchemaCreate,
  publicSequencePrivileges,
  publicTablePrivileges,
  replayableToken,
  roleBypassrls,
  roleCreaterole,
  roleDisablesSafety,
  roleExpired,
  roleReplication,
  roleSuperuser,
  roleUnused,
  roleWithoutExpiry,
  sampledSecret,
  schemaCreateBeyondOwner,
  schemaUsageMissing,
  secretInCode,
  secretPlain,
  sequenceUsageMissing,
  sessionWithoutExpiry,
  tableExposedWithoutPolicies,
  tablePrivilegesBeyondRows,
  tenantColumnNullable,
  tenantTableUnprotected,
  triggerFunctionOfOthers,
  userMappingPassword,
  viewPassesPolicies,
];
