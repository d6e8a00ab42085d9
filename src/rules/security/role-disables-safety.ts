import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { ordinaryRoles, type SecurityFacts } from "../facts/security.ts";

export const roleDisablesSafety: Rule<SecurityFacts> = {
  id: "role-disables-safety",
  title: "A role's settings switch checks off",
  effect:
    "Triggers and foreign keys are passed over, or queries are not logged, in each of its sessions.",
  *check(facts) {
    for (const { name, settings } of ordinaryRoles(facts))
      for (const setting of settings) {
        const [key = "", value = ""] = split(setting);
        const harm = harms[`${key}=${value}`];
        if (harm === undefined) continue;
        yield {
          level: "warning",
          object: roleName(name),
          about: key,
          message: `Sessions of ${code(name)} begin with ${code(setting)}: ${harm}. Set it in the one transaction that needs it.`,
          evidence: "measured",
          fix: `ALTER ROLE ${quoteIdentifier(name)} RESET ${quoteIdentifier(key)};`,
          rollback: `ALTER ROLE ${quoteIdentifier(name)} SET ${quoteIdentifier(key)} = ${quoteLiteral(value)};`,
        };
      }
  },
};

const split = (setting: string): string[] => {
  const at = setting.indexOf("=");
  return [setting.slice(0, at), setting.slice(at + 1)];
};

const harms: Readonly<Record<string, string>> = {
  "session_replication_role=replica": "foreign keys and triggers are not checked",
  "row_security=off":
    "queries on tables with policies fail for it, which tempts people to give it BYPASSRLS",
  "check_function_bodies=off": "functions are made without being parsed",
  "log_statement=none": "none of its statements is logged",
};
