import { quoteIdentifier } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const extensionInPublic: Rule<SecurityFacts> = {
  id: "extension-in-public",
  title: "An extension in schema public",
  effect:
    "Its functions stand among the application's, are in every search_path, and are shown by generated APIs.",
  *check({ catalog, relocatable, isText }) {
    for (const { name, schema } of catalog.extensions) {
      if (schema !== "public") continue;
      // A text is loaded where it is already.
      if (isText && name === "pg_stat_statements") continue;
      const can = relocatable.has(name) && catalog.schemas.some((one) => one.name === "extensions");
      yield {
        level: "info",
        object: `extension ${quoteIdentifier(name)}`,
        message: `Extension ${code(name)} is in schema public. Keep extensions in a schema of their own, as \`extensions\`${relocatable.has(name) ? "" : "; this one cannot be moved, only dropped and made there"}.`,
        evidence: "measured",
        ...(can
          ? {
              fix: `ALTER EXTENSION ${quoteIdentifier(name)} SET SCHEMA extensions;`,
              rollback: `ALTER EXTENSION ${quoteIdentifier(name)} SET SCHEMA public;`,
            }
          : {}),
      };
    }
  },
};
