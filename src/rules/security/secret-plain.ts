import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { columnsOf, isText, words } from "./facts/columns.ts";

export const secretPlain: Rule<SecurityFacts> = {
  id: "secret-plain",
  title: "A key or secret of others in the clear",
  effect: "Whoever reads the table acts at the other service in your name.",
  *check(facts) {
    for (const { column, name } of columnsOf(facts)) {
      if (!isText(column) || !SECRET.test(words(column.name))) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} is text and is called a secret: encrypt it in the application with a key that is not in the database, or keep only a reference to a vault; of keys that you give out, keep a digest.`,
        evidence: "rule",
      };
    }
  },
};

const SECRET =
  /^secret$|(^|_)(api|access|auth|secret|private|encryption|signing|webhook|consumer|ssh|pgp|gpg)_?key$|(^|_)(client|api|app|oauth|webhook|signing|shared|otp|totp|mfa|2fa|two_factor|consumer|jwt|session)_secret$|^(oauth_)?access_token(_secret)?$|^oauth_token(_secret)?$|^id_token$|^private_key_pem$|^recovery_codes?$|^backup_codes?$|^otp_seed$/;
