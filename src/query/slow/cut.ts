/**
 * A statement on one line of at most so many characters. The middle goes, where the columns are: what a statement reads and which rows
 * it finds stand at its end.
 */
export function cutSql(sql: string, most: number): string {
  const line = sql.replaceAll(/\s+/g, " ").trim();
  const characters = Array.from(line);
  if (characters.length <= most) return line;
  const head = Math.floor((most - 1) * 0.4);
  const tail = most - 1 - head;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}
