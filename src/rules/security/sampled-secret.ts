import { quoteIdentifier } from "../../sql/quote.ts";
import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const sampledSecret: Rule<SecurityFacts> = {
  id: "sampled-secret",
  title: "Values that look like secrets",
  effect: "What the column's name does not say, its values do.",
  *check({ samples }) {
    for (const { table, column, shape, matching, looked } of samples) {
      const level = levels[shape];
      if (level === undefined) continue;
      // Any checksum is a digest; of passwords it is when the column says so.
      if (shape === "MD5 or SHA-1 digest" && !/pass|pwd/i.test(column)) continue;
      const name = `${table}.${quoteIdentifier(column)}`;
      yield {
        level,
        object: name,
        about: shape,
        message: `${matching} of ${looked} values in ${code(name)} have the shape of a ${shape}; none was read out of the database. Encrypt them, keep a digest, or delete them.`,
        evidence: "measured",
      };
    }
  },
};

const levels: Readonly<Record<string, "error" | "warning">> = {
  "card number": "error",
  "social security number": "error",
  "JSON web token": "warning",
  "private key": "error",
  "access key of AWS": "error",
  "secret key of an API": "error",
  "connection string with password": "error",
  "MD5 or SHA-1 digest": "error",
};
