import { code, signatureOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";

export const passwordDigestInCode: Rule<SecurityFacts> = {
  id: "password-digest-in-code",
  title: "A function that makes MD5 of passwords",
  effect: "A fast digest of a password is guessed at billions a second.",
  *check({ catalog, bodies }) {
    for (const routine of catalog.routines) {
      const body = bodies.get(signatureOf(routine));
      if (body === undefined || !body.digestsPassword) continue;
      yield {
        level: "error",
        object: signatureOf(routine),
        message: `${code(signatureOf(routine))} makes a fast digest (MD5 or SHA) of what is called a password. Take crypt(password, gen_salt('bf', 12)) of pgcrypto, or hash in the application with argon2id.`,
        evidence: "measured",
      };
    }
  },
};
