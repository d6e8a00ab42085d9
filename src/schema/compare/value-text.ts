import * as z from "zod";
import type { Difference } from "../../postgres/catalog/differences.ts";
import { qualified } from "../../sql/quote.ts";

/** `rowSecurity` as `row security`. */
export const words = (field: string): string =>
  field.replaceAll('"', "").replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What is otherwise, as `text -> date`; of long texts the part where they begin to differ. */
export function changeText({ a, b }: Pick<Difference, "a" | "b">): string {
  const before = oneLine(textOf(a));
  const after = oneLine(textOf(b));
  const same = samePart(before, after);
  const from = Math.max(before.length, after.length) <= LONG ? 0 : Math.max(0, same - LONG / 3);
  return `${cut(before, from)} -> ${cut(after, from)}`;
}

/** What one side has, in brackets, where it says more than its name: a type, a definition, the keys of an index. */
export function briefText(value: unknown): string {
  const read = Brief.safeParse(value);
  if (!read.success) return "";
  const { type, definition, keys } = read.data;
  const text = definition ?? type ?? keys?.map((key) => key.column ?? key.expression).join(", ");
  return text === undefined ? "" : bracketed(text);
}

/** What a part that is there or not consists of, in brackets. */
export const partText = (value: unknown): string => bracketed(textOf(value));

const bracketed = (text: string): string => (text === "" ? "" : ` (${cut(oneLine(text))})`);

const ObjectName = z.strictObject({ schema: z.string().nullable(), name: z.string() });
const Key = z.object({
  column: z.string().nullable(),
  expression: z.string(),
  opclass: z.object({ name: z.string() }),
  opclassOptions: z.record(z.string(), z.string()).default({}),
  collation: ObjectName.nullable().default(null),
  descending: z.boolean(),
  nullsFirst: z.boolean().optional(),
  statistics: z.number().nullable().default(null),
});
const Grant = z.object({
  grantee: z.string().nullable(),
  privileges: z.array(z.string()),
  grantable: z.array(z.string()),
});
const Brief = z.object({
  type: z.string().optional(),
  definition: z.string().optional(),
  keys: z.array(Key).optional(),
});

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(itemText).join(", ");
  if (typeof value === "object") return objectText(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A role that is nobody's is everybody. */
const itemText = (item: unknown): string => (item === null ? "PUBLIC" : textOf(item));

function objectText(value: object): string {
  const name = ObjectName.safeParse(value);
  if (name.success)
    return name.data.schema === null ? name.data.name : qualified(name.data.schema, name.data.name);
  const key = Key.safeParse(value);
  if (key.success) return keyText(key.data);
  const grant = Grant.safeParse(value);
  if (grant.success) return grantText(grant.data);
  return Object.entries(value).flatMap(fieldText).join(", ");
}

/** A btree that descends has NULLs first, unless it is said otherwise. */
function keyText(key: z.infer<typeof Key>): string {
  const { column, expression, opclass, descending, nullsFirst = descending } = key;
  const more = [
    ...(key.collation === null ? [] : [`collate ${textOf(key.collation)}`]),
    opclass.name,
    ...Object.entries(key.opclassOptions).map(([name, option]) => `${name}=${option}`),
    ...(descending ? ["desc"] : []),
    ...(nullsFirst === descending ? [] : [`nulls ${nullsFirst ? "first" : "last"}`]),
    ...(key.statistics === null ? [] : [`statistics ${key.statistics}`]),
  ];
  return [column ?? expression, ...more].join(" ");
}

const grantText = ({ grantee, privileges, grantable }: z.infer<typeof Grant>): string =>
  `${grantee ?? "PUBLIC"} ${privileges.join("/")}${grantable.length === 0 ? "" : ` with grant option for ${grantable.join("/")}`}`;

/** Everything is validated and enforced, unless it is said otherwise. */
const USUAL = new Set(["validated", "enforced"]);

function fieldText([field, value]: readonly [string, unknown]): string[] {
  if (USUAL.has(field) && typeof value === "boolean") return value ? [] : [`not ${field}`];
  if (value === true) return [words(field)];
  const text = value === null || value === false ? "" : textOf(value);
  return text === "" || text === "none" ? [] : [`${words(field)} ${text}`];
}

const LONG = 120;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

function cut(text: string, from = 0): string {
  const part = text.slice(from, from + LONG);
  return `${from > 0 ? "..." : ""}${part}${from + LONG < text.length ? "..." : ""}`;
}

function samePart(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same;
}
