import { parseScript } from "../../../sql/parse.ts";
import type { Fields } from "../../../sql/walk.ts";
import { walk } from "../../../sql/walk.ts";

/**
 * The query of a view as Postgres 16 and later print it: where a query reads from one thing, older versions write
 * `tasks.id` for `id`. Sub-queries keep their qualifiers in every version.
 */
export async function modernQuery(definition: string): Promise<string> {
  const [statement] = await parseScript(definition);
  const select = statement === undefined ? undefined : fieldsOf(statement.node, "SelectStmt");
  const name = select === undefined ? undefined : soleSource(select);
  if (statement === undefined || select === undefined || name === undefined) return definition;
  const bytes = Buffer.from(definition);
  const cuts = qualifiers(select, name).map((at): [number, number] => [at, endOfName(bytes, at)]);
  return without(bytes, cuts);
}

/** The name of what the query reads from, when it is one thing. */
function soleSource(select: Fields): string | undefined {
  const [item, ...others] = (select["fromClause"] ?? []) as readonly Fields[];
  if (item === undefined || others.length > 0) return undefined;
  const sampled = fieldsOf(item, "RangeTableSample");
  const source = sampled === undefined ? item : (sampled["relation"] as Fields);
  const [[tag, fields] = ["", {}]] = Object.entries(source) as [string, Fields][];
  const alias = (fields["alias"] as Fields | undefined)?.["aliasname"];
  const name = alias ?? (tag === "RangeVar" ? fields["relname"] : undefined);
  return typeof name === "string" ? name : undefined;
}

/** Offsets, in bytes, of the references of this query itself to columns of `name`. */
function qualifiers(select: Fields, name: string): number[] {
  const found: number[] = [];
  walk(select, (tag, fields) => {
    if (tag === "SelectStmt") return false;
    if (tag !== "ColumnRef") return true;
    const [first, second, ...rest] = (fields["fields"] ?? []) as readonly Fields[];
    const names = rest.length === 0 && second !== undefined && "String" in second;
    if (names && first !== undefined && fieldsOf(first, "String")?.["sval"] === name)
      found.push(Number(fields["location"] ?? 0));
    return true;
  });
  return found.sort((a, b) => a - b);
}

/** The byte behind the dot that ends the name at `start`. */
function endOfName(bytes: Buffer, start: number): number {
  const name = /^(?:"(?:[^"]|"")*"|[^".]+)\./.exec(bytes.toString("utf8", start));
  return start + Buffer.byteLength(name?.[0] ?? "");
}

function without(bytes: Buffer, cuts: readonly (readonly [number, number])[]): string {
  const kept: Buffer[] = [];
  let from = 0;
  for (const [start, end] of cuts) {
    kept.push(bytes.subarray(from, start));
    from = end;
  }
  return Buffer.concat([...kept, bytes.subarray(from)]).toString();
}

function fieldsOf(node: object, tag: string): Fields | undefined {
  return (node as Record<string, Fields | undefined>)[tag];
}
