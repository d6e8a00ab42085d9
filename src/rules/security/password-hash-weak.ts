import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { columnsOf, isText, lengthOf, words } from "./facts/columns.ts";

export const passwordHashWeak: Rule<SecurityFacts> = {
  id: "password-hash-weak",
  title: "A password hash that is too short to be one",
  effect:
    "MD5 and SHA-1 of a password are guessed at billions a second; bcrypt needs 60 characters, argon2 near 100.",
  *check(facts) {
    for (const { column, name } of columnsOf(facts)) {
      const spoken = words(column.name);
      if (!isText(column) && column.type !== "bytea") continue;
      const named = /(^|_)(pass(word|wd)?|pwd)_?(md5|sha1?)$|^(md5|sha1)_?(pass(word)?|pwd)$/.test(
        spoken,
      );
      const length = lengthOf(column);
      const short =
        /(^|_)(pass(word|wd)?|pwd|passcode)_?(hash|digest|hashed)$|^(hashed|encrypted|crypted)_(pass(word|wd)?|pwd)$/.test(
          spoken,
        ) &&
        length !== undefined &&
        length < 60;
      if (!named && !short) continue;
      yield {
        level: "error",
        object: name,
        message: `${code(name)} ${named ? "is named after a fast digest" : `holds ${length ?? 0} characters, too few for bcrypt or argon2`}: passwords kept so are guessed. Make it text and keep argon2id or bcrypt, hashed anew at the next login.`,
        evidence: "rule",
      };
    }
  },
};
