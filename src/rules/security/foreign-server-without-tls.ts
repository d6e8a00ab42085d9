import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { optionsOf } from "./facts/options.ts";

export const foreignServerWithoutTls: Rule<SecurityFacts> = {
  id: "foreign-server-without-tls",
  title: "A foreign server that may be reached in the clear",
  effect: "libpq's default, sslmode=prefer, goes on without TLS when somebody in between says so.",
  *check({ catalog }) {
    for (const item of catalog.others) {
      if (item.kind !== "foreign server") continue;
      const wrapper = item.properties["wrapper"];
      if (wrapper !== "postgres_fdw" && wrapper !== "dblink_fdw") continue;
      const { sslmode } = optionsOf(item);
      if (sslmode !== undefined && /^(require|verify-)/.test(sslmode)) continue;
      const alter = `ALTER SERVER ${quoteIdentifier(item.name)} OPTIONS`;
      yield {
        level: "warning",
        object: `server ${quoteIdentifier(item.name)}`,
        message: `Foreign server ${code(item.name)} has sslmode ${sslmode ?? "unset (prefer)"}: rows and passwords may go over the wire in the clear. Set require, or verify-full with a root certificate.`,
        evidence: "measured",
        fix: `${alter} (${sslmode === undefined ? "ADD" : "SET"} sslmode 'require');`,
        rollback: `${alter} (${sslmode === undefined ? "DROP sslmode" : `SET sslmode ${quoteLiteral(sslmode)}`});`,
      };
    }
  },
};
