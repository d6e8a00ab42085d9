import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { defaultPrivilegesPublic } from "./default-privileges-public.ts";
import { definerExecutableByPublic } from "./definer-executable-by-public.ts";
import { definerOwnerSuperuser } from "./definer-owner-superuser.ts";
import { definerSearchPathMissing } from "./definer-search-path-missing.ts";
import { definerSearchPathWritable } from "./definer-search-path-writable.ts";
import { definerSplicesSql } from "./definer-splices-sql.ts";
import { eventTriggerFunction } from "./event-trigger-function.ts";
import { extensionInPublic } from "./extension-in-public.ts";
import { foreignTableExposed } from "./foreign-table-exposed.ts";
import { grantOption } from "./grant-option.ts";
import { grantToNobody } from "./grant-to-nobody.ts";
import { leakproofFunction } from "./leakproof-function.ts";
import { materializedViewPassesPolicies } from "./materialized-view-passes-policies.ts";
import { membershipAdminOption } from "./membership-admin-option.ts";
import { membershipPredefinedRole } from "./membership-predefined-role.ts";
import { membershipReachesOwner } from "./membership-reaches-owner.ts";
import { partitionUnprotected } from "./partition-unprotected.ts";
import { policiesMissing } from "./policies-missing.ts";
import { policiesNotEnabled } from "./policies-not-enabled.ts";
import { policiesNotForced } from "./policies-not-forced.ts";
import { policiesPermissiveTwice } from "./policies-permissive-twice.ts";
import { policyAlwaysTrue } from "./policy-always-true.ts";
import { policyCheckWeaker } from "./policy-check-weaker.ts";
import { policyColumnWithoutIndex } from "./policy-column-without-index.ts";
import { policyFails } from "./policy-fails.ts";
import { policyForEveryone } from "./policy-for-everyone.ts";
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
import { roleBypassrls } from "./role-bypassrls.ts";
import { roleCreaterole } from "./role-createrole.ts";
import { roleDisablesSafety } from "./role-disables-safety.ts";
import { roleExpired } from "./role-expired.ts";
import { roleReplication } from "./role-replication.ts";
import { roleSuperuser } from "./role-superuser.ts";
import { roleUnused } from "./role-unused.ts";
import { roleWithoutExpiry } from "./role-without-expiry.ts";
import { schemaCreateBeyondOwner } from "./schema-create-beyond-owner.ts";
import { schemaUsageMissing } from "./schema-usage-missing.ts";
import { sequenceUsageMissing } from "./sequence-usage-missing.ts";
import { tablePrivilegesBeyondRows } from "./table-privileges-beyond-rows.ts";
import { tenantColumnNullable } from "./tenant-column-nullable.ts";
import { tenantTableUnprotected } from "./tenant-table-unprotected.ts";
import { triggerFunctionOfOthers } from "./trigger-function-of-others.ts";
import { viewPassesPolicies } from "./view-passes-policies.ts";

export const securityRules: readonly Rule<SecurityFacts>[] = [
  defaultPrivilegesPublic,
  definerExecutableByPublic,
  definerOwnerSuperuser,
  definerSearchPathMissing,
  definerSearchPathWritable,
  definerSplicesSql,
  eventTriggerFunction,
  extensionInPublic,
  foreignTableExposed,
  grantOption,
  grantToNobody,
  leakproofFunction,
  materializedViewPassesPolicies,
  membershipAdminOption,
  membershipPredefinedRole,
  membershipReachesOwner,
  partitionUnprotected,
  policiesMissing,
  policiesNotEnabled,
  policiesNotForced,
  policiesPermissiveTwice,
  policyAlwaysTrue,
  policyCheckWeaker,
  policyColumnWithoutIndex,
  policyFails,
  policyForEveryone,
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
  roleBypassrls,
  roleCreaterole,
  roleDisablesSafety,
  roleExpired,
  roleReplication,
  roleSuperuser,
  roleUnused,
  roleWithoutExpiry,
  schemaCreateBeyondOwner,
  schemaUsageMissing,
  sequenceUsageMissing,
  tablePrivilegesBeyondRows,
  tenantColumnNullable,
  tenantTableUnprotected,
  triggerFunctionOfOthers,
  viewPassesPolicies,
];
