import { code, roleName } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import { roleNamed, type SecurityFacts } from "../facts/security.ts";
import { membershipSql } from "./facts/memberships.ts";

export const membershipPredefinedRole: Rule<SecurityFacts> = {
  id: "membership-predefined-role",
  title: "Member of a role that reaches everything",
  effect: "Predefined roles cover all tables there will ever be, or lead out of the database.",
  *check(facts) {
    for (const membership of facts.memberships) {
      const { role, member } = membership;
      const [level, what] = predefined[role] ?? [];
      const known = roleNamed(facts, member);
      if (level === undefined || known === undefined || known.builtIn || known.superuser) continue;
      yield {
        level,
        object: roleName(member),
        about: role,
        message: `${code(member)} is a member of ${code(role)}: it ${what ?? ""}. Grant what it needs by name.`,
        evidence: "measured",
        ...membershipSql(facts, membership),
      };
    }
  },
};

const predefined: Readonly<Record<string, readonly ["error" | "warning", string]>> = {
  pg_read_all_data: ["warning", "reads every table and view of the database"],
  pg_write_all_data: ["error", "changes every table of the database"],
  pg_read_server_files: ["error", "reads the server's files"],
  pg_write_server_files: ["error", "writes the server's files, its configuration among them"],
  pg_execute_server_program: ["error", "runs programs on the server"],
  pg_signal_backend: ["warning", "ends other roles' sessions"],
  pg_maintain: ["warning", "locks, rewrites and analyses every table"],
  pg_create_subscription: ["warning", "makes subscriptions, which connect to where they are told"],
  pg_database_owner: ["warning", "has what the owner of a database has"],
};
