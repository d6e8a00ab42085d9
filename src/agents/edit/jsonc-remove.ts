import { type Node, createScanner } from "jsonc-parser";

/** jsonc-parser's SyntaxKind of a comma, which its types declare as a const enum. */
const COMMA = 5;

/** Takes out one member of an object: itself, the comma that goes with it, and its line when nothing else is in that. */
export function withoutMember(text: string, property: Node): string {
  const end = property.offset + property.length;
  const comma = commaAfter(text, end);
  let before = text.slice(0, property.offset);
  let after =
    comma === undefined ? text.slice(end) : text.slice(end, comma) + text.slice(comma + 1);
  const [beginsLine, endsLine] = [trimEnd(before).endsWith("\n"), /^[ \t]*\r?\n/.test(after)];
  const isFollowed = beginsLine || comma !== undefined;
  if (endsLine || isFollowed) after = after.replace(/^[ \t]+/, "");
  if (endsLine || !isFollowed) before = trimEnd(before);
  // what else is in the line, such as a comment, is somebody's and keeps its place
  if (beginsLine && endsLine) before = before.replace(/\r?\n$/, "");
  // the last member goes with the comma of the one before it
  const previous = comma === undefined ? previousOf(property) : undefined;
  const earlier = previous && commaAfter(text, previous.offset + previous.length);
  if (earlier !== undefined) before = before.slice(0, earlier) + before.slice(earlier + 1);
  return before + after;
}

function previousOf(property: Node): Node | undefined {
  const all = property.parent?.children ?? [];
  return all[all.indexOf(property) - 1];
}

/** Where the comma stands that follows a member, maybe behind comments. */
function commaAfter(text: string, from: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  return (scanner.scan() as number) === COMMA ? scanner.getTokenOffset() : undefined;
}

/** Without the blanks at the end; a pattern would begin anew at each of many. */
function trimEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === " " || text[end - 1] === "\t") end--;
  return text.slice(0, end);
}
