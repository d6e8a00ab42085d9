import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const neonBranchUnprotected: Rule<SecurityFacts> = {
  id: "neon-branch-unprotected",
  title: "The default branch is not protected",
  effect: "It can be deleted or reset by one call, and its branches have its roles' passwords.",
  *check({ neon }) {
    if (neon === undefined || !neon.isDefault || neon.isProtected) return;
    yield {
      level: "warning",
      object: `branch ${neon.branch}`,
      message: `${code(neon.branch)} is the default branch of ${code(neon.project)} and not protected: it can be deleted and reset, and branches made of it keep its passwords. Protect it with update_branch.`,
      evidence: "measured",
    };
  },
};
