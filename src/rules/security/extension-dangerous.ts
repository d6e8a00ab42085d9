import { quoteIdentifier } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const extensionDangerous: Rule<SecurityFacts> = {
  id: "extension-dangerous",
  title: "An extension that leads out of the database",
  effect: "A flaw in one SQL statement reaches other servers, files or programs.",
  *check({ catalog }) {
    for (const { name } of catalog.extensions) {
      const found = OUT[name];
      if (found === undefined) continue;
      yield {
        level: found[0],
        object: `extension ${quoteIdentifier(name)}`,
        message: `Extension ${code(name)} ${found[1]}. Drop it where nothing needs it, and let only the role that does execute its functions.`,
        evidence: "rule",
      };
    }
  },
};

const OUT: Readonly<Record<string, readonly ["warning" | "info", string]>> = {
  dblink: ["info", "opens connections to other servers from SQL"],
  postgres_fdw: ["info", "opens connections to other servers from SQL"],
  mysql_fdw: ["info", "opens connections to other servers from SQL"],
  http: ["warning", "sends HTTP requests from SQL, into the network that the server is in"],
  pg_net: ["warning", "sends HTTP requests from SQL, into the network that the server is in"],
  file_fdw: ["warning", "reads files and runs programs of the server"],
  adminpack: ["warning", "writes files of the server"],
  plpython3u: [
    "warning",
    "brings an untrusted language, whose functions do all that the server's account may",
  ],
  plperlu: [
    "warning",
    "brings an untrusted language, whose functions do all that the server's account may",
  ],
  pltclu: [
    "warning",
    "brings an untrusted language, whose functions do all that the server's account may",
  ],
};
