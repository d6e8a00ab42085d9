import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { optionsOf } from "./facts/options.ts";

export const userMappingPassword: Rule<SecurityFacts> = {
  id: "user-mapping-password",
  title: "A password in a user mapping",
  effect:
    "It lies in the catalog in the clear, in every backup and branch; one for PUBLIC is used by all.",
  *check({ catalog }) {
    for (const item of catalog.others) {
      if (item.kind !== "user mapping") continue;
      const options = optionsOf(item);
      const secret = Object.keys(options).filter(
        (name) => /pass|secret|token|key/i.test(name) && name !== "password_required",
      );
      const open = options["password_required"] === "false";
      if (secret.length === 0 && !open) continue;
      const isPublic = item.name.startsWith("public on ");
      yield {
        level: isPublic || open ? "error" : "warning",
        object: `user mapping ${item.name}`,
        message: `The user mapping ${code(item.name)} ${secret.length > 0 ? `keeps ${secret.join(", ")} in the catalog` : "needs no password, and so logs in as whatever the server trusts"}${isPublic ? ", for every role" : ""}. Map single roles to a remote role that has only what they need, by certificate where you can.`,
        evidence: "measured",
      };
    }
  },
};
