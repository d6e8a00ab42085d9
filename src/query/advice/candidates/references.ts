const identifier = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const reference = new RegExp(String.raw`(?:(${identifier})\.)?(${identifier})(?!\s*[.(])`, "g");

/**
 * Every `alias.column` in a text of EXPLAIN VERBOSE, and every other word as if it were a column without alias. Nothing is parsed;
 * constants are left out first.
 */
export function columnReferences(text: string): { table: string; name: string }[] {
  const plain = text.replaceAll(/'(?:[^']|'')*'/g, "''");
  return Array.from(plain.matchAll(reference), ([, table = "", name = ""]) => ({
    table: unquoted(table),
    name: unquoted(name),
  }));
}

function unquoted(identifierText: string): string {
  return identifierText.startsWith('"')
    ? identifierText.slice(1, -1).replaceAll('""', '"')
    : identifierText;
}
