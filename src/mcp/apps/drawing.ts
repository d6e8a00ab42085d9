import { fenceFor } from "../../core/fence.ts";
import type { Redactor } from "../../core/redact.ts";

/** Under this name a result's `_meta` holds what the picture shows. The pages know it. */
const metaKey = "neon-dba/picture";

/** Characters beyond which the page gets nothing and shows the text instead: hosts copy a message several times. */
const maxCharacters = 4_000_000;

export interface Drawing {
  readonly draw: (shown: object) => void;
  /** The result's `_meta`. Names and expressions are fenced there too, for a host that shows its model everything. */
  meta(redact: Redactor): Record<string, unknown> | undefined;
}

/** Keeps what a call gives to its picture until the result is sent. */
export function createDrawing(): Drawing {
  let drawn: object | undefined;
  return {
    draw(shown) {
      drawn = shown;
    },
    meta(redact) {
      if (drawn === undefined) return undefined;
      const { value, json } = redact.jsonOf(drawn);
      if (json.length > maxCharacters) return undefined;
      const { open, close } = fenceFor(json);
      return { [metaKey]: { fence_open: open, shown: value, fence_close: close } };
    },
  };
}
