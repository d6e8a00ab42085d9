import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";

/** An intent that cannot be carried out: `place` is where in it (`tables[2].parent.column`), then the cause and the cure. */
export function refuse(place: string, cause: string, cure: string): ToolError {
  return new ToolError("INVALID_INPUT", `intent.${place}: ${cause}.`, cure);
}

/** A name that is not there, with those that may have been meant; `known` are printed as they may be written. */
export function refuseName(
  place: string,
  cause: string,
  name: string,
  known: readonly string[],
): ToolError {
  const close = nearest(name, known);
  const [some, rest] = [known.slice(0, 12), known.length - 12];
  const shown = (close.length > 0 ? close : some).map(identifier).join(", ");
  if (shown === "") return refuse(place, cause, "Correct the name.");
  const more = close.length === 0 && rest > 0 ? ` and ${rest} more` : "";
  return refuse(
    place,
    cause,
    close.length > 0 ? `Did you mean ${shown}?` : `There are ${shown}${more}.`,
  );
}
