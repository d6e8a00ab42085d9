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
  const parts = withoutEchoes(found.filter(({ path }) => !isPosition(path))).map(partText);
  return {
    object,
    kind: "changed",
    detail: parts.length === 0 ? "order of columns" : parts.join("; "),
  };
}

const isPosition = (path: string): boolean => /^columns\..*\."?position"?$/.test(path);

/** What a definition says is not said again, nor is the index of a constraint. */
function withoutEchoes(found: readonly Difference[]): readonly Difference[] {
  const split = found.map((difference) => ({ difference, parts: partsOf(difference.path) }));
  const constraints = new Map(
    split.flatMap(({ parts: [list, name = "", field] }) =>
      list === "constraints" && (field === undefined || field === "definition")
        ? [[name, field] as const]
        : [],
    ),
  );
  return split
    .filter(({ parts: [list, name = "", field] }) => {
      if (!constraints.has(name)) return true;
      return list === "constraints" ? field === constraints.get(name) : list !== "indexes";
    })
    .map(({ difference }) => difference);
}

const partsOf = (path: string): readonly string[] => path.match(/"(?:[^"]|"")*"|[^.]+/g) ?? [];

/** `columns.title.type` as `column title type: text -> date`. */
function partText({ path, a, b }: Difference): string {
  const [list = "", ...names] = partsOf(path);
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

const Key = z.object({
  column: z.string().nullable(),
  expression: z.string(),
  opclass: z.object({ name: z.string() }),
  descending: z.boolean(),
});
const Brief = z.object({
  type: z.string().optional(),
  definition: z.string().optional(),
  keys: z.array(Key).optional(),
});

function shown(value: unknown): string {
  if (value === null) return "none";
  const keys = z.array(Key).safeParse(value);
  const text = keys.success
    ? keys.data
        .map(
          (key) =>
            `${key.column ?? key.expression} ${key.opclass.name}${key.descending ? " desc" : ""}`,
        )
        .join(", ")
    : JSON.stringify(value);
  return cut(typeof value === "string" ? value : text);
}

const LONG = 120;

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONG ? `${line.slice(0, LONG)}...` : line;
}
