import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { code, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { words } from "./facts/columns.ts";

export const sessionWithoutExpiry: Rule<SecurityFacts> = {
  id: "session-without-expiry",
  title: "Sessions or tokens that never end",
  effect: "A token that got out is good until somebody notices.",
  *check({ catalog }) {
    for (const table of catalog.tables) {
      if (!OF_TOKENS.test(words(table.name)) || table.partitionBound !== null) continue;
      const keyed = table.columns.some(({ name }) =>
        /token|session|secret|code|hash|digest|key|data/.test(words(name)),
      );
      if (!keyed || ends(table) || partsOf(table, catalog).some(ends)) continue;
      yield {
        level: "warning",
        object: nameOf(table),
        message: `${code(nameOf(table))} keeps sessions or tokens and no column says when one ends. Add expires_at timestamptz NOT NULL, check it where the token is looked up, and delete what is over.`,
        evidence: "rule",
      };
    }
  },
};

const ends = ({ columns }: Table): boolean => columns.some(({ name }) => ENDS.test(words(name)));

/** The tables that a row cannot be without: a token ends with its session. */
const partsOf = ({ columns, constraints }: Table, { tables }: Catalog): Table[] =>
  constraints.flatMap(({ references, columns: own }) =>
    tables.filter(
      (one) =>
        references !== null &&
        nameOf(one) === nameOf(references.table) &&
        own.every((key) => columns.some(({ name, notNull }) => name === key && notNull !== null)),
    ),
  );

const OF_TOKENS =
  /(^|_)(user_sessions?|sessions?|refresh_tokens?|access_tokens?|auth_tokens?|session_tokens?|magic_links?|password_resets?|reset_tokens?|verification_tokens?|invitation_tokens?|one_time_passwords?|otps?)$/;
const ENDS =
  /expir|valid_(until|to|till)|not_after|ttl|(^|_)(ends?|until|max_age|lifetime|revoked)(_|$)|^(sess_)?expire$/;
