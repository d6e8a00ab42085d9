import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { columnsOf, isText, words } from "./facts/columns.ts";

export const replayableToken: Rule<SecurityFacts> = {
  id: "replayable-token",
  title: "A token that can be used by whoever reads it",
  effect: "Read access to the table, or to a backup, is enough to be any user.",
  *check(facts) {
    for (const { table, column, name } of columnsOf(facts)) {
      if (!isText(column) && column.type !== "uuid") continue;
      const named = TOKEN.test(words(column.name));
      const byTable =
        /^(token|code|secret)$/.test(words(column.name)) &&
        OF_TOKENS.test(words(table.name)) &&
        // Then it is a digest that is kept.
        !table.columns.some((other) => /algorithm|salt|hash|digest/.test(words(other.name)));
      if (!named && !byTable) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} looks like a token in the clear: who reads it is that user. Keep its SHA-256 (token_hash bytea) and compare digests; a long random token needs no slow hash.`,
        evidence: "rule",
      };
    }
  },
};

const TOKEN =
  /(^|_)(session|refresh|reset|reset_password|password_reset|confirmation|verification|unlock|invite|invitation|magic|magic_link|remember|remember_me|login|csrf|bearer)_(token|code|key)$|^(jwt|otp|otp_code|auth_code|(2fa|mfa|two_factor)_code)$/;
const OF_TOKENS =
  /(^|_)(sessions?|refresh_tokens?|access_tokens?|magic_links?|password_resets?|(verification|reset|api|auth|user|login)_tokens?|invit(e|ation)s?|verifications?)$/;
