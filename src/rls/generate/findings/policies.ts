import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../../resolve/find.ts";
import type { Found } from "../existing.ts";
import type { Known } from "../findings.ts";

const said: Readonly<Record<Found["fate"], readonly [string, Finding["level"], string]>> = {
  dropped: [
    "policy-dropped",
    "warning",
    "applies to the application role beside the new policies and would let more through, so it is dropped; the rollback makes it again. Roles that need it need a policy of their own.",
  ],
  narrows: [
    "policy-narrows",
    "warning",
    "is restrictive and stays: it may deny what the intent allows. Drop it, or say in the intent what it is for.",
  ],
  others: ["policy-of-others", "info", "is for other roles and stays as it is."],
};

/** What becomes of policies that were there, and of what PUBLIC may. */
export function policyFindings({ ground, found }: Known): Finding[] {
  const revoked = ground.intent.tables
    .filter(({ table }) => table.grants.some(({ grantee }) => grantee === null))
    .map(({ table }): Finding => {
      const object = printed(table);
      return {
        rule: "public-revoked",
        level: "warning",
        object,
        message: `PUBLIC has privileges on ${identifier(object)}, which every role has besides its own; they are revoked. Grant other roles what they need.`,
        evidence: "measured",
        key: `public-revoked:${object}`,
      };
    });
  return [
    ...found.map(({ table, policy, fate }): Finding => {
      const [rule, level, message] = said[fate];
      const object = `${quoteIdentifier(policy.name)} on ${printed(table)}`;
      return {
        rule,
        level,
        object,
        message: `Policy ${identifier(object)} ${message}`,
        evidence: "rule",
        key: `${rule}:${object}`,
      };
    }),
    ...revoked,
  ];
}
