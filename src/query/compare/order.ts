import { parseScript } from "../../sql/parse.ts";
import { asNode, isFields, listOf, textOf, type Fields } from "../../sql/walk.ts";
import { wordsOf, type Word } from "./words.ts";

/** What a statement's ORDER BY, LIMIT and OFFSET leave open, and the means to tell. */
export interface Ordering {
  /** The statement without LIMIT and OFFSET, with the sort keys that it does not return as further columns. */
  readonly unlimited: string;
  /** Sort keys: columns of `unlimited`, from 1. Rows that are equal in all of them may stand in any order. */
  readonly keys: readonly number[];
  /** Columns that `unlimited` has more than the statement. */
  readonly added: number;
  /** Expression; `0` where nothing is passed over. */
  readonly offset: string;
  /** LIMIT or OFFSET cuts the rows. */
  readonly cut: boolean;
}

/**
 * How the rows of a query are ordered and cut; undefined where they are neither. `unreadable` where the clauses are there but
 * cannot be taken apart, such as inside brackets.
 */
export async function orderingOf(
  sql: string,
  columns: readonly string[],
): Promise<Ordering | "unreadable" | undefined> {
  const [statement] = await parseScript(sql);
  const select = asNode(statement?.node, "SelectStmt") ?? {};
  const sort = listOf(select["sortClause"]);
  // WITH TIES cuts nothing apart that is equal, so it is a part of the query like any other.
  const ties = select["limitOption"] === "LIMIT_OPTION_WITH_TIES";
  const cut = !ties && (select["limitCount"] ?? select["limitOffset"]) !== undefined;
  if (sort.length === 0 && !cut) return undefined;
  const words = await wordsOf(sql);
  const top = words.filter(({ depth }) => depth === 0);
  const order = top.findLastIndex(({ text }, i) => text === "order" && top[i + 1]?.text === "by");
  const tail = top.find(
    ({ text }, i) => i > order && ["limit", "offset", "fetch"].includes(text) && isClause(top, i),
  );
  if ((sort.length > 0 && order === -1) || (cut && tail === undefined)) return "unreadable";
  const end = tail?.start ?? sql.length;
  const texts = order === -1 ? [] : keyTexts(sql, words, top[order + 1]?.end ?? 0, end);
  const keys: number[] = [];
  const extra: string[] = [];
  sort.forEach((node, index) => {
    const known = columnOf(asNode(node, "SortBy") ?? {}, columns);
    if (known === undefined) extra.push(texts[index] ?? "");
    keys.push(known ?? columns.length + extra.length);
  });
  const at = extra.length === 0 ? 0 : targetsEnd(top, select);
  if (at === undefined) return "unreadable";
  const kept = ties ? sql : sql.slice(0, end);
  const unlimited =
    extra.length === 0
      ? kept
      : `${kept.slice(0, at)} ${extra.map((key) => `, (${key})`).join("")} ${kept.slice(at)}`;
  const parsed = await parseScript(unlimited).catch(() => []);
  if (parsed.length !== 1) return "unreadable";
  const offset = cut ? offsetOf(sql, top) : "0";
  return { unlimited, keys, added: extra.length, offset, cut };
}

/** `FETCH`, `LIMIT` and `OFFSET` are reserved, but not behind a dot. */
const isClause = (top: readonly Word[], index: number): boolean => top[index - 1]?.text !== ".";

/** A sort key that is a column of the result: by its number or by its name. */
function columnOf(sortBy: Fields, columns: readonly string[]): number | undefined {
  const position = asNode(sortBy["node"], "A_Const")?.["ival"];
  if (isFields(position)) return Number(position["ival"]);
  const parts = listOf(asNode(sortBy["node"], "ColumnRef")?.["fields"]);
  const name = parts.length === 1 ? asNode(parts[0], "String")?.["sval"] : undefined;
  const index = columns.indexOf(textOf(name));
  return name === undefined || index === -1 ? undefined : index + 1;
}

/** The keys between ORDER BY and what comes after it, without their directions. */
function keyTexts(sql: string, words: readonly Word[], from: number, to: number): string[] {
  const inside = words.filter(({ start, end }) => start >= from && end <= to);
  const keys: Word[][] = [[]];
  for (const word of inside) {
    if (word.depth === 0 && word.text === ",") keys.push([]);
    else keys.at(-1)?.push(word);
  }
  return keys.map((key) => {
    const direction = key.findIndex(
      ({ text, depth }, i) =>
        depth === 0 &&
        (["asc", "desc", "using"].includes(text) ||
          (text === "nulls" && ["first", "last"].includes(key[i + 1]?.text ?? ""))),
    );
    const expression = direction === -1 ? key : key.slice(0, direction);
    return sql.slice(expression[0]?.start ?? from, expression.at(-1)?.end ?? from);
  });
}

/** Where a further column can be put into the select list; undefined where there is none to put it into. */
function targetsEnd(top: readonly Word[], select: Fields): number | undefined {
  const single = select["op"] === undefined || select["op"] === "SETOP_NONE";
  const begin = top.findIndex(({ text }) => text === "select");
  if (!single || begin === -1 || listOf(select["targetList"]).length === 0) return undefined;
  const after = ["from", "where", "group", "having", "window", "order"];
  const end = top.find(
    ({ text }, i) =>
      i > begin + 1 && after.includes(text) && !["distinct", "."].includes(top[i - 1]?.text ?? ""),
  );
  return end?.start;
}

function offsetOf(sql: string, top: readonly Word[]): string {
  const at = top.findLastIndex(({ text }) => text === "offset");
  const first = top[at + 1];
  if (at === -1 || first === undefined) return "0";
  const next = top.find(
    ({ text }, i) => i > at && ["limit", "fetch", "row", "rows"].includes(text),
  );
  return sql.slice(top[at]?.end ?? 0, next?.start ?? sql.length).trim();
}
