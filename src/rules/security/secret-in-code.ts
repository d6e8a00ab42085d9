import { code, nameOf, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const secretInCode: Rule<SecurityFacts> = {
  id: "secret-in-code",
  title: "A credential in the schema",
  effect: "Every role reads the source of functions and views, and every dump carries it.",
  *check({ catalog }) {
    const texts = [
      ...catalog.routines.map((one) => [signatureOf(one), one.source || (one.sqlBody ?? "")]),
      ...catalog.views.map((one) => [nameOf(one), one.definition]),
      ...[...catalog.tables, ...catalog.views, ...catalog.routines].map((one) => [
        nameOf(one),
        one.comment ?? "",
      ]),
      ...catalog.tables.flatMap((one) =>
        one.columns.map((column) => [
          `${nameOf(one)}.${column.name}`,
          `${column.default ?? ""} ${column.comment ?? ""}`,
        ]),
      ),
    ];
    for (const [object = "", text = ""] of texts) {
      const found = SHAPES.find(([, shape]) => shape.test(text));
      if (found === undefined) continue;
      yield {
        level: "error",
        object,
        message: `The definition of ${code(object)} holds what looks like ${found[0]}. Change that credential, and read the new one from where the application keeps its secrets.`,
        evidence: "measured",
      };
    }
  },
};

const SHAPES: readonly (readonly [string, RegExp])[] = [
  ["a connection string with a password", /\b[a-z]{2,12}(?:ql)?:\/\/[^\s:/@'%$]+:[^\s@/'%$]{3,}@/i],
  ["a password for a connection", /\b(?:host|dbname|user)=\S+[^']*\bpassword=(?!\s|'|%|\$)\S{3,}/i],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY/],
  ["an access key of AWS", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  [
    "a secret key of an API",
    /\b(?:sk_live_|ghp_|gho_|github_pat_|glpat-|xox[abprs]-|napi_)[A-Za-z0-9_-]{16,}/,
  ],
  ["a JSON web token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./],
];
