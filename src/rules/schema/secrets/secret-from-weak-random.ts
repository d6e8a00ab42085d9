import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const secretFromWeakRandom: Rule<SchemaFacts> = {
  id: "secret-from-weak-random",
  title: "A secret that can be guessed",
  effect:
    "random() and the clock are no source of secrets: from a few values the next ones follow.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      const calls = facts.answers.defaults.get(name)?.calls ?? [];
      // a number may be the key beside which the secret stands
      if (!isText(column) && !/^(uuid|bytea)$/.test(column.type)) continue;
      const weak = calls.filter((call) => WEAK.test(call));
      if (weak.length === 0 || calls.some((call) => STRONG.test(call)) || !SECRET.test(spoken))
        continue;
      yield {
        level: "error",
        object: name,
        message: `The default of ${code(name)} is made by ${listed(weak)}, whose next values can be reckoned. Use gen_random_uuid(), or encode(gen_random_bytes(32), 'hex') of pgcrypto.`,
        evidence: "measured",
      };
    }
  },
};

const WEAK =
  /(^|\.)(random|now|clock_timestamp|current_timestamp|timeofday|nextval|uuid_generate_v1(mc)?)$/;
const STRONG = /(^|\.)(gen_random_(uuid|bytes)|uuidv4|uuid_generate_v4|gen_salt)$/;
const SECRET =
  /(^|_)(token|secret|password|passwd|api_?key|access_?key|otp|nonce|invite_code|reset_code|verification_code|session_id|salt)$/;
