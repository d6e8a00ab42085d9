import { quoteIdentifier } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const connectionWithoutTls: Rule<SecurityFacts> = {
  id: "connection-without-tls",
  title: "This connection came without TLS",
  effect: "Whoever is in between reads passwords and rows, and changes them.",
  *check({ database, neon, isText }) {
    // Neon's proxy ends TLS: the compute sees a connection of the inner network.
    if (isText || neon !== undefined || database.tls || !database.remote) return;
    yield {
      level: "error",
      object: `database ${quoteIdentifier(database.name)}`,
      message: `This session reached ${code(database.name)} from another machine without TLS${database.settings.get("ssl") === "off" ? "; the server has ssl off" : ""}. Put sslmode=verify-full (or require) and channel_binding=require into the connection string.`,
      evidence: "measured",
    };
  },
};
