import type { Phase } from "../../../core/migration.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Cooked, Surroundings } from "../recipe.ts";
import { countRows, hasRows } from "../rows.ts";
import type { Added } from "./added.ts";
import { validity } from "./validity.ts";

/**
 * A CHECK that new rows have to pass from `expand` on, and old ones are read for while everybody goes on. Where rows that are there may
 * not pass, also an UPDATE of something else in them would fail, so it comes only when they were changed.
 */
export async function check(
  { table, constraint }: Added,
  surroundings: Surroundings,
): Promise<Cooked> {
  const name = quoteIdentifier(constraint.name);
  const alter = `ALTER TABLE ${printed(table)}`;
  const expression = /^CHECK \((.*)\)(?: NO INHERIT)?$/s.exec(constraint.definition)?.[1];
  const fails = `not (${expression})`;
  const failing = expression === undefined ? undefined : await hasRows(table, fails, surroundings);
  if (failing === true) {
    const rows = await countRows(table, fails, surroundings);
    return cooked({
      questions: [
        {
          about: printed(table),
          question: `${rows} of \`${printed(table)}\` do not pass \`${constraint.name}\`: what is to become of them?`,
          options: ["change them", "delete them", "add the constraint NOT VALID"],
          hint: "Put an UPDATE or DELETE of these rows before the constraint into sql; or write NOT VALID",
        },
      ],
    });
  }
  const phase: Phase["name"] = failing === false ? "expand" : "verify";
  return cooked({
    pieces: [
      {
        phase,
        purpose: `Check ${constraint.name} of rows that are written from now on`,
        sql: `${alter} ADD CONSTRAINT ${name} ${constraint.definition} NOT VALID`,
        rollback: `${alter} DROP CONSTRAINT ${name}`,
      },
      {
        phase: "verify",
        purpose: `Check ${constraint.name} of all rows`,
        sql: `${alter} VALIDATE CONSTRAINT ${name}`,
        rollback: null,
      },
    ],
    verification: [validity(table, constraint.name)],
    notes: [
      { phase, text: `From here on a write that does not pass \`${constraint.name}\` fails.` },
    ],
  });
}
