/** A cast as `pg_get_expr` prints it after what is cast. */
const CAST =
  /^::[\w."]+(?: (?:varying|precision|with(?:out)? time zone))?(?:\(\d+(?:,\d+)?\))?(?:\[\])?/;

/** Puts each call of these functions, with its cast, into a sub-select of its own, which runs once: `(select f())`. */
export function hoisted(expression: string, functions: readonly string[]): string {
  let text = expression;
  for (const name of functions) text = hoistedOne(text, name);
  return text;
}

function hoistedOne(text: string, name: string): string {
  const call = `${name}(`;
  let result = "";
  let at = 0;
  for (let found = text.indexOf(call); found !== -1; found = text.indexOf(call, at)) {
    const end = closing(text, found + call.length);
    const before = text[found - 1] ?? "";
    if (/[\w."]/.test(before) || isHoisted(text, found)) {
      result += text.slice(at, end);
    } else {
      const cast = text[end] === ")" && before === "(" ? CAST.exec(text.slice(end + 1)) : null;
      if (cast === null) {
        result += `${text.slice(at, found)}( SELECT ${text.slice(found, end)})`;
      } else {
        // `(f())::uuid`: the cast goes in, too
        result += `${text.slice(at, found - 1)}( SELECT (${text.slice(found, end)})${cast[0]})`;
        at = end + 1 + cast[0].length;
        continue;
      }
    }
    at = end;
  }
  return result + text.slice(at);
}

const isHoisted = (text: string, found: number): boolean =>
  /\( ?SELECT \(*$/i.test(text.slice(0, found));

/** The place after the parenthesis that closes the one before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  let quoted = false;
  let at = from;
  for (; at < text.length && depth > 0; at++) {
    const character = text[at];
    if (character === "'") quoted = !quoted;
    else if (!quoted) depth += character === "(" ? 1 : character === ")" ? -1 : 0;
  }
  return at;
}
