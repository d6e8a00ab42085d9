/** Characters that end a quoted text of Mermaid, or mean something in it, in Markdown, or in the HTML that is made of it. */
const SPECIAL = /["#$%&*;<>\\`{}[\]]|^_|_$/g;

/** In quotes, with Mermaid's entity codes, by which a reader sees the text as it is. */
export const quotedText = (text: string): string =>
  `"${text.replaceAll(/\s+/g, " ").replaceAll(SPECIAL, (character) => `#${character.codePointAt(0) ?? 0};`)}"`;

/**
 * As one word of a line of an entity: Mermaid reads `PK`, `FK` and `UK` as keys whatever their case, few signs at all, and a word between
 * underscores as emphasis.
 */
export function word(text: string): string {
  const written = text
    .replaceAll(/[^A-Za-z0-9_()[\]\u00C0-\uFFFF-]+/g, "_")
    .replace(/^_+(.*[^_])_+$/, "$1");
  const begun = /^[A-Za-z_\u00C0-\uFFFF]/.test(written) ? written : `_${written}`;
  return /^[pfu]k$/i.test(begun) ? `${begun}_` : begun;
}
