import * as z from "zod";
import { differences, type Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";

export interface SchemaChange {
  /** `table public.tasks`. */
  readonly object: string;
  readonly kind: "added" | "removed" | "changed";
  /** Of what is changed: `column due added; column title type: text -> character varying(20)`. */
  readonly detail: string;
}

/** What is otherwise in `b` than in `a`: every object once. */
export function changesOf(a: Catalog, b: Catalog): SchemaChange[] {
  const objects = new Map<string, Difference[]>();
  for (const difference of differences(a, b))
    objects.set(difference.object, [...(objects.get(difference.object) ?? []), difference]);
  return [...objects].map(([object, found]) => changeOf(object, found));
}

function changeOf(object: string, found: readonly Difference[]): SchemaChange {
  const [first] = found;
  if (found.length === 1 && first?.path === "")
    return { object, kind: first.a === null ? "added" : "removed", detail: "" };
  const parts = found.filter(({ path }) => !isPosition(path)).map(partText);
  return {
    object,
    kind: "changed",
    detail: parts.length === 0 ? "order of columns" : parts.join("; "),
  };
}

const isPosition = (path: string): boolean => /^columns\..*\."?position"?$/.test(path);

/** `columns.title.type` as `column title type: text -> date`. */
function partText({ path, a, b }: Difference): string {
  const [list = "", ...names] = path.match(/"(?:[^"]|"")*"|[^.]+/g) ?? [];
  const word = singular[list];
  const [name = "", ...fields] = names;
  const what =
    word === undefined
      ? [list, ...names].map(words).join(" ")
      : [word, name, ...fields.map(words)].join(" ");
  const isWhole = word !== undefined && fields.length === 0;
  if (isWhole && a === null) return `${what} added${brief(b)}`;
  if (isWhole && b === null) return `${what} removed`;
  return `${what}: ${shown(a)} -> ${shown(b)}`;
}

/** `"rowSecurity"` as `row security`. */
const words = (field: string): string =>
  field.replaceAll('"', "").replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const singular: Readonly<Record<string, string>> = {
  columns: "column",
  constraints: "constraint",
  indexes: "index",
  policies: "policy",
  triggers: "trigger",
  rules: "rule",
};

/** A type, a definition or the keys of an index say what it is. */
function brief(value: unknown): string {
  const read = Brief.safeParse(value);
  if (!read.success) return "";
  const { type, definition, keys } = read.data;
  const text = definition ?? type ?? keys?.map((key) => key.column ?? key.expression).join(", ");
  return text === undefined ? "" : ` (${cut(text)})`;
}

const Brief = z.object({
  type: z.string().optional(),
  definition: z.string().optional(),
  keys: z
    .array(z.object({ column: z.string().nullable(), expression: z.string().nullable() }))
    .optional(),
});

const shown = (value: unknown): string =>
  cut(typeof value === "string" ? value : value === null ? "none" : JSON.stringify(value));

const LONG = 120;

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONG ? `${line.slice(0, LONG)}...` : line;
}
