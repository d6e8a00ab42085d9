import { printed } from "../alteration.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import { asNode, listOf, nameParts, textOf } from "../../../sql/walk.ts";
import { cooked } from "../cooked.ts";
import type { Recipe } from "../recipe.ts";

/** A new value has to be committed before anybody may use it; a renamed one is another for every application. */
export const enumValue: Recipe = {
  id: "enum-value",
  title: "Add or rename a value of an enum",
  cook({ statement, before, after }) {
    const fields = asNode(statement.node, "AlterEnumStmt");
    if (fields === undefined) return undefined;
    const name = nameParts(listOf(fields["typeName"])).at(-1);
    const type = after.types.find((candidate) => {
      const old = before.types.find((other) => printed(other) === printed(candidate));
      return candidate.name === name && JSON.stringify(old) !== JSON.stringify(candidate);
    });
    // IF NOT EXISTS of a value that exists
    if (type === undefined) return undefined;
    const [from, to] = [textOf(fields["oldVal"]), textOf(fields["newVal"])];
    const on = printed(type);
    if (from === "")
      return cooked({
        pieces: [
          {
            phase: "expand",
            purpose: `Add ${quoteLiteral(to)} to ${on}, by itself: nobody may use it before it is committed.`,
            sql: statement.text,
            rollback: null,
            irreversible: true,
          },
        ],
        irreversible: [
          `Postgres cannot take ${quoteLiteral(to)} out of ${on} again. It does no harm: the old application never writes it.`,
        ],
        notes: [
          {
            phase: "expand",
            text: `An old application that reads ${quoteLiteral(to)} has to be able to: deploy that before anybody writes it.`,
          },
        ],
      });
    const rename = (a: string, b: string): string =>
      `ALTER TYPE ${on} RENAME VALUE ${quoteLiteral(a)} TO ${quoteLiteral(b)}`;
    return cooked({
      pieces: [
        {
          phase: "switch",
          purpose: `Rename ${quoteLiteral(from)} of ${on}: no row is written, all that have it have the new one at once.`,
          sql: rename(from, to),
          rollback: rename(to, from),
        },
      ],
      notes: [
        {
          phase: "switch",
          text: `From here on ${quoteLiteral(from)} is no value of ${on}: deploy an application that takes both before, and one that writes ${quoteLiteral(to)} with the switch. Where both have to be written for a while, add ${quoteLiteral(to)} as a value instead, update the rows, and change the type without ${quoteLiteral(from)} later.`,
        },
      ],
      breaks: "switch",
    });
  },
};
