import type { Part } from "./compose.ts";
import { passThrough } from "./pass-through.ts";
import { alterationOf, printed } from "./alteration.ts";
import type { Change, Cooked, Recipe, Surroundings } from "./recipe.ts";
import { touched } from "./touched.ts";

/** What is to be done for each change: by the first recipe that is for it, or as it stands. */
export async function cookAll(
  changes: readonly Change[],
  recipes: readonly Recipe[],
  surroundings: Surroundings,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  const taken = new Set<Change>();
  for (const [at, change] of changes.entries()) {
    if (taken.has(change)) continue;
    const { part, along } = await cook(change, changes.slice(at + 1), recipes, surroundings);
    for (const other of along) taken.add(other);
    const hides = changes.slice(at + 1).some((other) => dropsColumnOf(part, other, surroundings));
    parts.push(hides ? { ...part, cooked: beforeTheSwitch(part.cooked) } : part);
  }
  return parts;
}

function dropsColumnOf({ touches }: Part, change: Change, surroundings: Surroundings): boolean {
  const alteration = alterationOf(change, surroundings);
  return alteration?.subtype === "AT_DropColumn" && touches.has(printed(alteration.table));
}

/**
 * A column that is dropped gets another name in the switch. What of its table is only dropped, as an index, has a way back that names the
 * column as it was: so it goes right before.
 */
function beforeTheSwitch(part: Cooked): Cooked {
  const isOnlyDropped = part.pieces.every(
    ({ phase, irreversible, rollback }) =>
      phase === "contract" && irreversible !== true && rollback !== null,
  );
  return isOnlyDropped
    ? { ...part, pieces: part.pieces.map((piece) => ({ ...piece, phase: "switch" })) }
    : part;
}

async function cook(
  change: Change,
  later: readonly Change[],
  recipes: readonly Recipe[],
  surroundings: Surroundings,
): Promise<{ readonly part: Part; readonly along: readonly Change[] }> {
  for (const recipe of recipes) {
    const cooked = await recipe.cook(change, surroundings, later);
    if (cooked === undefined) continue;
    const along = cooked.taken ?? [];
    const touches = new Set([change, ...along].flatMap((each) => touched(each, surroundings)));
    return { part: { cooked, touches, light: false }, along };
  }
  const passed = await passThrough(change, surroundings);
  const touches = new Set(touched(change, surroundings));
  return { part: { ...passed, touches, effect: change.effect }, along: [] };
}
