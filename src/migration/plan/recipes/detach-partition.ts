import { asNode } from "../../../sql/walk.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { alterationOf, findTable, printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import { boundCondition } from "../partition/bound.ts";
import { defaultOf, provenCheck, withoutCheck } from "../partition/excluded.ts";
import type { Recipe } from "../recipe.ts";

/**
 * DETACH CONCURRENTLY stops nobody, but there is none beside a default partition. The check that the partition keeps until the contract
 * lets the rollback attach it again without reading it.
 */
export const detachPartition: Recipe = {
  id: "detach-partition",
  title: "Detach a partition",
  async cook(change, surroundings) {
    const alteration = alterationOf(change, surroundings);
    if (alteration?.subtype !== "AT_DetachPartition") return undefined;
    const { table: parent, command } = alteration;
    const definition = asNode(command["def"], "PartitionCmd");
    const child = findTable(change.before, definition?.["name"], surroundings.searchPath);
    const bound = child?.partitionBound;
    if (child === undefined || bound == null || surroundings.isNew(printed(parent)))
      return undefined;
    const rest = defaultOf(change.before, parent);
    const condition = await boundCondition(parent.partitionKey ?? "", bound);
    const [on, part] = [printed(parent), printed(child)];
    const check = surroundings.name(child.name, "bound");
    const proven =
      condition === undefined
        ? []
        : provenCheck(
            child,
            check,
            condition,
            "so that it can be attached again without being read",
          );
    return cooked({
      pieces: [
        ...proven,
        {
          phase: "switch",
          purpose: `Detach ${part} from ${on}.`,
          sql: `ALTER TABLE ${on} DETACH PARTITION ${part}${rest === undefined && proven.length > 0 ? " CONCURRENTLY" : ""}`,
          rollback: `ALTER TABLE ${on} ATTACH PARTITION ${part} ${bound}`,
        },
        ...(condition === undefined
          ? []
          : [
              {
                phase: "contract" as const,
                purpose: `Let ${part} take rows that its bound would not.`,
                sql: withoutCheck(child, check),
                rollback: `ALTER TABLE ${part} ADD CONSTRAINT ${quoteIdentifier(check)} CHECK (${condition}) NOT VALID`,
              },
            ]),
      ],
      notes:
        rest === undefined || rest === child
          ? []
          : [
              {
                phase: "switch",
                text: `${printed(rest)} takes the rows of the range from here on; the rollback reads it under its lock, and fails where it has any.`,
              },
            ],
      breaks: "switch",
    });
  },
};
