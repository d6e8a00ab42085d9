import { identifier } from "../../core/identifier.ts";
import type { PhaseName } from "../../core/migration.ts";
import { canonicalObjects } from "../../postgres/catalog/canonical/objects.ts";
import { canonicalJson } from "../../postgres/catalog/fingerprint.ts";
import { destructive } from "../../sql/destructive.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { cooked } from "./cooked.ts";
import { inverse } from "./inverse.ts";
import type { Change, Cooked, Surroundings } from "./recipe.ts";
import { isHeavy } from "./weight.ts";

export interface Passed {
  readonly cooked: Cooked;
  /** Nobody waits for it, so that it may share a transaction with its like. */
  readonly light: boolean;
}

/** A change that no recipe is for: as it stands, with what undoes it. */
export async function passThrough(change: Change, surroundings: Surroundings): Promise<Passed> {
  const { statement, before, after, effect } = change;
  const loss = await destructive(statement);
  const rows = statement.kind === "write" || statement.kind === "read";
  const phase: PhaseName = rows ? "backfill" : loss === undefined ? "expand" : "contract";
  const unchanged = before === after || sameSchema(change);
  const back = unchanged ? [] : await inverse(after, before);
  const alone = runsAlone(statement);
  return {
    light:
      !alone &&
      !rows &&
      effect.locks.every((lock) => !isHeavy(lock) || surroundings.isNew(lock.relation)),
    cooked: cooked({
      pieces: [
        {
          phase,
          purpose: purposeOf(statement.text),
          sql: statement.text,
          rollback: back === undefined || back.length === 0 ? null : back.join(";\n"),
        },
      ],
      irreversible: irreversible(change, surroundings, loss?.summary),
      notes: rows
        ? [
            {
              phase,
              text: `Rows are changed as the script says, in one statement: ${shorten(statement.text)}`,
            },
          ]
        : [],
    }),
  };
}

function sameSchema({ before, after }: Change): boolean {
  const [left, right] = [before, after].map((catalog) =>
    canonicalJson(Object.fromEntries(canonicalObjects(catalog))),
  );
  return left === right;
}

/** Rows that are written into tables which were there do not go with the tables' rollback. */
function irreversible(
  { statement, effect }: Change,
  { isNew }: Surroundings,
  loss: string | undefined,
): string[] {
  const known = effect.locks.some(
    ({ relation, mode }) => mode === "ROW EXCLUSIVE" && !isNew(relation),
  );
  if (statement.kind === "write" && (known || loss !== undefined))
    return [`Rows stay as ${shorten(statement.text)} leaves them.`];
  return loss === undefined ? [] : [loss];
}

/** The first words of a statement. */
const purposeOf = (text: string): string => {
  const words = text.replaceAll(/\s+/g, " ");
  return words.length <= 60 ? words : `${words.slice(0, 59)}…`;
};

const shorten = (text: string): string => `\`${identifier(text.replaceAll(/\s+/g, " "))}\``;
