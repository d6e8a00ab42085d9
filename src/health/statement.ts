/** Constants in quotes, with or without escapes, and in dollars; comments and quoted names, so that quotes in them are none; cut off ones. */
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*(?:"|$)|\be'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|'(?:[^']|'')*(?:'|$)|(?<!\w)\$([a-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/giu;

/**
 * A running statement on one line of at most so many characters: what is in quotes is left out, because it is rows, and now and then a
 * password. The middle goes where it is longer.
 */
export function shownStatement(sql: string, most = 120): string {
  const masked = sql.replaceAll(TOKENS, (token) => {
    if (token.startsWith('"')) return token;
    return /^(?:--|\/\*)/.test(token) ? " " : "'…'";
  });
  const characters = Array.from(masked.replaceAll(/\s+/g, " ").trim());
  if (characters.length <= most) return characters.join("");
  const head = Math.ceil((most - 1) * 0.6);
  return `${characters.slice(0, head).join("")}…${characters.slice(head - most + 1).join("")}`;
}
