import { clipped } from "../../../core/clipped.ts";
import { identifier } from "../../../core/identifier.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Problem } from "../problem.ts";
import { bytes, MAX_BYTES, stored } from "../names.ts";

/** Names of one kind, each once; what is wrong with one goes to `problems`. */
export interface Names {
  /** The name as it is stored; what is refused is stored as it is, so that one mistake is told once. */
  take(name: string, place: string): string;
}

export function namesOf(problems: Problem[]): Names {
  const places = new Map<string, string>();
  return {
    take(name, place) {
      const kept = stored(name);
      const problem = wrong(name, kept, place, places);
      if (problem !== undefined) problems.push(problem);
      if (!places.has(kept)) places.set(kept, place);
      return kept;
    },
  };
}

function wrong(
  name: string,
  kept: string,
  place: string,
  places: ReadonlyMap<string, string>,
): Problem | undefined {
  const shown = identifier(name);
  if (kept === "")
    return {
      place,
      cause: `\`${shown}\` has neither letters nor digits`,
      cure: "Name it in words, as `order_items`.",
    };
  if (/^\p{N}/u.test(kept))
    return {
      place,
      cause: `\`${shown}\` begins with a digit, so that every query would have to quote it`,
      cure: "Begin it with a letter.",
    };
  const same = places.get(kept);
  if (same !== undefined)
    return {
      place,
      cause: `\`${shown}\` is stored as \`${identifier(kept)}\`, as ${same} is`,
      cure: "Give each a name of its own.",
    };
  if (bytes(kept) <= MAX_BYTES) return undefined;
  const cut = clipped(kept, MAX_BYTES);
  const twin = [...places].find(([other]) => clipped(other, MAX_BYTES) === cut);
  return {
    place,
    cause: `\`${shown}\` has ${bytes(kept)} bytes, of which Postgres keeps ${MAX_BYTES}${twin === undefined ? "" : `; then it is the same as ${twin[1]}`}`,
    cure: "Shorten it; what Postgres cuts off it cuts off silently.",
  };
}

/** The known name that was written, or undefined after telling which may have been meant. */
export function find(
  name: string,
  known: ReadonlySet<string>,
  place: string,
  what: string,
  problems: Problem[],
): string | undefined {
  const kept = stored(name);
  if (known.has(kept)) return kept;
  // people write the column of a relationship
  const bare = kept.replace(/_id$/, "");
  if (known.has(bare)) return bare;
  const close = nearest(kept, known);
  const all = [...known];
  const shown = all.slice(0, 12).map(identifier).join(", ");
  problems.push({
    place,
    cause: `there is no ${what} \`${identifier(name)}\``,
    cure:
      close.length > 0
        ? `Did you mean ${close.map((one) => `\`${identifier(one)}\``).join(", ")}?`
        : `There are ${shown}${all.length > 12 ? ` and ${all.length - 12} more` : ""}.`,
  });
  return undefined;
}
