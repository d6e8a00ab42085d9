import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { namesIn } from "../facts/named.ts";

export const nameAtLimit: Rule<SchemaFacts> = {
  id: "name-at-limit",
  title: "A name of 63 bytes",
  effect:
    "Postgres cuts longer names off: this one may be half of what was meant, and the next one that begins alike clashes.",
  *check(facts) {
    for (const { kind, plain, name } of namesIn(facts)) {
      if (Buffer.byteLength(plain) < LONGEST || CHOSEN.test(plain)) continue;
      yield {
        level: "info",
        object: name,
        message: `The name of ${kind} ${code(name)} has 63 bytes, all that a name may have: it was cut off, or a longer one will be. Choose a shorter one.`,
        evidence: "measured",
      };
    }
  },
};

const LONGEST = 63;
/** Postgres chooses these itself, and shortens their parts. */
const CHOSEN = /_(seq|idx|key|pkey|fkey|check|excl|not_null)\d*$/;
