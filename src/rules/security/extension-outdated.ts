import { quoteIdentifier } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const extensionOutdated: Rule<SecurityFacts> = {
  id: "extension-outdated",
  title: "An extension behind the server's version of it",
  effect: "Corrections of its SQL, those for security among them, are not in force.",
  *check({ catalog }) {
    for (const { name, version, defaultVersion } of catalog.extensions) {
      if (defaultVersion === null || defaultVersion === version) continue;
      yield {
        level: "info",
        object: `extension ${quoteIdentifier(name)}`,
        message: `Extension ${code(name)} is at version ${version}, and the server has ${defaultVersion}. Run ALTER EXTENSION ${quoteIdentifier(name)} UPDATE on a branch first; there is no way back but a restore.`,
        evidence: "measured",
      };
    }
  },
};
