/** Levels of lists and objects in one message. What tools take is less than twenty deep, and values for Postgres hardly deeper. */
const DEEPEST = 200;

/**
 * Whether a JSON text is nested deeper than any message has to be. `JSON.parse` reads a hundred thousand levels; what walks them afterwards
 * (schemas, JSON.stringify, ours) calls itself for each and runs out of stack.
 */
export function isTooDeep(text: string): boolean {
  let [depth, isString] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isString) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isString = false;
    } else if (code === QUOTE) isString = true;
    else if (code === BRACKET || code === BRACE) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === CLOSING_BRACKET || code === CLOSING_BRACE) depth -= 1;
  }
  return false;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [BRACKET, CLOSING_BRACKET, BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
