import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const neonIpAllow: Rule<SecurityFacts> = {
  id: "neon-ip-allow",
  title: "The branch is reached from everywhere",
  effect: "A password that got out is enough, wherever its finder sits.",
  *check({ neon }) {
    if (neon === undefined || neon.allowedIps.length > 0) return;
    if (!neon.isDefault && !neon.isProtected) return;
    yield {
      level: "info",
      object: `project ${neon.project}`,
      message: `Connections to project ${code(neon.project)} may come from every address. Where it is on the Scale plan and the Data API is not used, allow those of the applications alone (IP Allow), if need be for protected branches only.`,
      evidence: "measured",
    };
  },
};
