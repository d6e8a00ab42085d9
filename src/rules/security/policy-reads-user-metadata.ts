import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { conditionsOf } from "./facts/policies.ts";

export const policyReadsUserMetadata: Rule<SecurityFacts> = {
  id: "policy-reads-user-metadata",
  title: "A policy that believes what users write about themselves",
  effect:
    "A user makes himself an administrator or a member of another tenant by editing his profile.",
  *check(facts) {
    for (const { table, policy, planned } of conditionsOf(facts)) {
      const [claim] = planned.constants.filter((value) => WRITABLE.has(value));
      if (claim === undefined) continue;
      yield {
        level: "error",
        object: nameOf(table),
        about: `${policy.name}:${planned.part}`,
        message: `Policy ${code(policy.name)} on ${code(nameOf(table))} decides by ${code(claim)} of the token, which users edit themselves. Take a claim that only the server writes (app_metadata), or a table of memberships.`,
        evidence: "rule",
      };
    }
  },
};

const WRITABLE = new Set([
  "user_metadata",
  "raw_user_meta_data",
  "unsafe_metadata",
  "unsafeMetadata",
]);
