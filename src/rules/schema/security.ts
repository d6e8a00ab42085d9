import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { securityRules } from "../security/index.ts";

/** Rules of audit_security on what belongs to a schema rather than to roles, settings and the way in. */
const SHARED = new Set([
  "card-data",
  "column-grant-without-effect",
  "default-privileges-public",
  "definer-executable-by-public",
  "definer-owner-superuser",
  "definer-search-path-missing",
  "definer-search-path-writable",
  "definer-splices-sql",
  "extension-in-public",
  "extension-outdated",
  "foreign-table-exposed",
  "materialized-view-passes-policies",
  "national-id-plain",
  "partition-unprotected",
  "password-digest-in-code",
  "password-hash-weak",
  "password-hash-without-algorithm",
  "password-plain",
  "pii-without-retention",
  "policies-missing",
  "policies-not-enabled",
  "policies-not-forced",
  "policies-permissive-twice",
  "policy-always-true",
  "policy-check-weaker",
  "policy-column-without-index",
  "policy-fails",
  "policy-for-everyone",
  "policy-forgets-owner",
  "policy-function-per-row",
  "policy-function-search-path",
  "policy-ignores-row",
  "policy-of-role-without-grant",
  "policy-open-without-context",
  "policy-query-per-row",
  "policy-reads-user-metadata",
  "policy-reads-writable-table",
  "policy-value-per-row",
  "public-schema-create",
  "public-sequence-privileges",
  "public-table-privileges",
  "replayable-token",
  "secret-in-code",
  "secret-plain",
  "session-without-expiry",
  "table-exposed-without-policies",
  "tenant-column-nullable",
  "tenant-table-unprotected",
  "trigger-function-of-others",
  "view-passes-policies",
]);

export const sharedRules: readonly Rule<SecurityFacts>[] = securityRules.filter(({ id }) =>
  SHARED.has(id),
);

/** Those that look at what the planner makes of policies. */
export const readsPlans = (id: string): boolean => /^polic(y|ies)-|^tenant-/.test(id);
