import type { Finding } from "../../../core/finding.ts";
import type { Known } from "../findings.ts";

/** Who says who the current user is. */
export function contextFindings({ ground }: Known): Finding[] {
  const { user, tenant } = ground.intent;
  const source = user ?? tenant;
  if (source === null) return [];
  if (source.kind === "setting")
    return [
      {
        rule: "context-is-trusted",
        level: "info",
        object: source.name,
        message: `Whoever can run SQL of his own as the application role can set ${source.name}: the application sets it from a checked session, in the transaction (set_config(.., true)), and sends values as parameters only.`,
        evidence: "rule",
        key: `context-is-trusted:${source.name}`,
      },
    ];
  return [
    {
      rule: "claims-without-jwk",
      level: "warning",
      object: "auth.user_id()",
      message:
        "Without a JWK, pg_session_jwt takes the claims from request.jwt.claims, which anyone who may run SQL can set: then they can be forged on direct connections. Give the database a JWK (pg_session_jwt.jwk), or let only the Data API, which checks tokens, connect as this role.",
      evidence: "rule",
      key: "claims-without-jwk:auth.user_id()",
    },
  ];
}
