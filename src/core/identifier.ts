const MAX_LENGTH = 130;

/**
 * Characters that change how text around them looks, or that are not seen at all: controls, bidi, zero-width, fillers,
 * variation selectors, line separators, tags (U+E0000..E007F), lone surrogates.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Variation_Selector}\u{115f}\u{1160}\u{2800}\u{3164}\u{ffa0}]|\u{34f}|\u{17b4}|\u{17b5}|[\u{e0000}-\u{e0fff}]/u;
const EVERY_INVISIBLE = new RegExp(INVISIBLE, "gu");

/** Whether text holds a character that a reader does not see or that reorders what is read. Line breaks and tabs count. */
export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text);
}

/**
 * A name of somebody else's as it may stand in our own sentences: what cannot be seen becomes `\u{202e}`, backticks
 * (our quotes) and backslashes are escaped too, and at most 130 characters remain (two names of 63 and what joins them).
 */
export function identifier(name: string): string {
  const visible = name
    .replaceAll(/[\\`]/g, (character) => (character === "`" ? "\\u{60}" : "\\\\"))
    .replace(EVERY_INVISIBLE, escape);
  if (visible.length <= MAX_LENGTH) return visible;
  return `${Array.from(visible)
    .slice(0, MAX_LENGTH - 1)
    .join("")}…`;
}

/** Bidi embeddings and isolates, zero-width spaces and operators, tags: what hides or reorders text, and no script or emoji of a family needs. */
const HIDDEN = /[\u{200b}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{e0001}-\u{e007f}]/u;

/** Whether a text of others holds characters by which one may hide words from who reads it, or show them in another order. */
export const hasHidden = (text: string): boolean => HIDDEN.test(text);

/** A line of ours with other people's names in it, for where nothing is fenced: everything in it is seen, and it is one line. */
export function oneLine(text: string): string {
  return text.replace(EVERY_INVISIBLE, escape);
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
