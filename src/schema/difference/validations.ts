import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import { keyOf } from "../key.ts";
import { nameOf } from "../text.ts";
import { removal } from "./part.ts";
import type { Part } from "./part.ts";
import type { Side, Sides } from "./sides.ts";
import type { TablePair } from "./table-pairs.ts";

/** Checks that come from a parent which has not looked at its rows, and that are valid here: a child of its own began with them. */
export function validationParts(sides: Sides, side: Side, pair: TablePair): Part[] {
  const table = pair[side];
  return table.constraints.flatMap((constraint): Part[] => {
    const { name, kind, inherited, local, validated } = constraint;
    if (kind !== "check" || !inherited || local || !validated) return [];
    const origins = sides
      .keptParents(table)
      .filter(({ [side]: parent }) =>
        parent.constraints.some((one) => one.name === name && !one.validated),
      )
      .map(({ [side]: parent }) => keyOf("constraint", parent, name));
    if (origins.length === 0) return [];
    return [
      {
        key: keyOf("step", table, name, "validation"),
        object: `constraint ${quoteIdentifier(name)} of ${nameOf(table)}`,
        rank: rank.check,
        needs: origins,
        statements: [`ALTER TABLE ${nameOf(table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`],
        ...removal([], [keyOf("relation", table), ...origins]),
        binds: origins,
      },
    ];
  });
}
