import type { Finding } from "../../core/finding.ts";
import type { Ground } from "./ground.ts";
import type { Found } from "./existing.ts";
import { contextFindings } from "./findings/context.ts";
import { memberFindings } from "./findings/members.ts";
import { policyFindings } from "./findings/policies.ts";
import { roleFindings } from "./findings/roles.ts";
import { tableFindings } from "./findings/tables.ts";
import type { RoleFacts } from "../prove/roles.ts";

export interface Known {
  readonly ground: Ground;
  /** Of the target's roles. */
  readonly facts: readonly RoleFacts[];
  readonly found: readonly Found[];
}

/** What policies alone do not give, and what becomes of what was there. The worst come first. */
export function findingsOf(known: Known): Finding[] {
  const levels = ["error", "warning", "info"];
  return [roleFindings, memberFindings, policyFindings, contextFindings, tableFindings]
    .flatMap((find) => find(known))
    .toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}
