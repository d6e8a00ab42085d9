import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Session } from "../../../core/session.ts";
import { qualified } from "../../../sql/quote.ts";
import { finding } from "../advice/finding.ts";
import type { Design } from "../tables.ts";
import { attempt } from "./attempt.ts";

/** `invalid_object_definition`: what an index says of an expression that is not immutable. */
const NOT_IMMUTABLE = "42P17";

/**
 * Checks whose answer may change while their row does not. Postgres takes them without a word, and refuses an index of the same
 * expression; the tables are there, and empty.
 */
export function mutableChecks(session: Session, { model, tables }: Design): Promise<Finding[]> {
  return session.transaction({ access: "read write", rollback: true }, async () => {
    const found: Finding[] = [];
    for (const { schema, name, entity, checks } of tables) {
      if (entity === null) continue;
      for (const { name: check, expression } of checks) {
        const error = await attempt(session, [
          `create index on ${qualified(schema, name)} ((${expression}))`,
        ]);
        if (error?.sqlstate !== NOT_IMMUTABLE) continue;
        const made = finding(
          model,
          "check-not-immutable",
          "warning",
          [name],
          `The check \`${identifier(check)}\` (${identifier(expression)}) calls what is not IMMUTABLE: its answer depends on the time or on settings. A row that passed may be refused when it is restored or next changed. Compare columns of the row with each other, as one with \`created_at\`, or let a trigger look when the row is written.`,
        );
        found.push({ ...made, evidence: "measured", key: `${made.key}:${check}` });
      }
    }
    return found;
  });
}
