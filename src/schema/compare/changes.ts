import { differences, type Difference } from "../../postgres/catalog/differences.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { briefText, changeText, partText, words } from "./value-text.ts";

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
  const parts = withoutEchoes(found.filter(({ path }) => !isPosition(path))).map(differenceText);
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
function differenceText({ path, a, b }: Difference): string {
  const [list = "", ...names] = partsOf(path);
  const word = singular[list];
  const [name = "", ...fields] = names;
  const what =
    word === undefined
      ? [list, ...names].map(words).join(" ")
      : [word, name, ...fields.map(words)].join(" ");
  const isWhole = word !== undefined && fields.length === 0;
  if (a === null && isPart(b)) return `${what} added${isWhole ? briefText(b) : partText(b)}`;
  if (b === null && isPart(a)) return `${what} removed${isWhole ? "" : partText(a)}`;
  return `${what}: ${changeText({ a, b })}`;
}

/** Something with parts of its own: a column, a NOT NULL, an identity. */
const isPart = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const singular: Readonly<Record<string, string>> = {
  columns: "column",
  constraints: "constraint",
  indexes: "index",
  policies: "policy",
  triggers: "trigger",
  rules: "rule",
};
