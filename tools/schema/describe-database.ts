import * as z from "zod";
import { ToolError } from "../../src/core/errors.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { Target, TargetInput } from "../../src/core/target.ts";
import { defineTool, type Rendered } from "../../src/core/tool.ts";
import type { Description } from "../../src/postgres/catalog/describe/describe.ts";
import type { List } from "../../src/postgres/catalog/describe/lists.ts";
import { lists } from "../../src/postgres/catalog/describe/lists.ts";
import type { Item } from "../../src/postgres/catalog/describe/shape.ts";
import { itemText, size } from "../../src/postgres/catalog/describe/text.ts";

const Column = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  default: z.string().optional(),
  identity: z.string().optional(),
  generated: z.string().optional(),
  comment: z.string().optional(),
});

const ForeignKey = z.object({
  name: z.string().optional(),
  columns: z.array(z.string()),
  references: z.string().describe("Qualified name."),
  referenced_columns: z.array(z.string()),
  on_delete: z.string().optional().describe("Absent: no action."),
  on_update: z.string().optional().describe("Absent: no action."),
  state: z.string().optional().describe("Deferrable, not valid, not enforced."),
});

const Index = z.object({
  name: z.string(),
  keys: z.string().optional().describe("At summary."),
  definition: z.string().optional(),
  bytes: z.number().optional(),
  scans: z.number().optional(),
  valid: z.boolean().optional(),
});

const Definition = z.object({
  name: z.string(),
  definition: z.string(),
  comment: z.string().optional(),
});

const Policy = z.object({
  name: z.string(),
  command: z.string(),
  permissive: z.boolean(),
  roles: z.array(z.string()),
  using: z.string().optional(),
  check: z.string().optional(),
  comment: z.string().optional(),
});

const Trigger = z.object({
  name: z.string(),
  definition: z.string(),
  enabled: z.string(),
  comment: z.string().optional(),
});

/** What tables and views share. */
const relation = {
  name: z.string().describe("Qualified, quoted as Postgres prints it."),
  kind: z.string(),
  bytes: z.number().nullable().optional().describe("With indexes and TOAST."),
  locked: z.boolean().optional().describe("ACCESS EXCLUSIVE is held: only the name is known."),
  shortened: z.boolean().optional().describe("Too long for a page."),
  column_list: z.string().optional().describe("In place of columns where these do not fit."),
  columns: z.array(Column).optional(),
  indexes: z.array(Index).optional(),
  triggers: z.array(Trigger).optional(),
  owner: z.string().optional(),
  comment: z.string().optional(),
};

const Table = z.object({
  ...relation,
  rows: z.number().nullable().describe("Estimated; null when never analyzed."),
  primary_key: z.array(z.string()).optional(),
  foreign_keys: z.array(ForeignKey).optional(),
  unique: z
    .array(z.object({ name: z.string().optional(), columns: z.array(z.string()) }))
    .optional(),
  checks: z.array(Definition).optional(),
  exclusions: z.array(Definition).optional(),
  rls: z.object({ enabled: z.boolean(), forced: z.boolean() }).optional(),
  policies: z.array(Policy).optional(),
  partition_of: z.string().optional(),
  partition_bound: z.string().optional(),
  partition_key: z.string().optional(),
  partitions: z.number().optional(),
  inherits: z.array(z.string()).optional(),
});

const View = z.object({
  ...relation,
  rows: z.number().nullable().optional(),
  definition: z.string().optional(),
});

const Typed = z.object({
  name: z.string(),
  kind: z.string(),
  definition: z.string().optional(),
  comment: z.string().optional(),
});

const Output = z.object({
  target: Target,
  database: z.object({
    name: z.string(),
    postgres: z.string(),
    bytes: z.number().nullable().optional(),
  }),
  note: z.string().optional(),
  schemas: z.array(
    z.object({ name: z.string(), tables: z.number(), comment: z.string().optional() }),
  ),
  tables: z.array(Table),
  views: z.array(View),
  enums: z.array(
    z.object({
      name: z.string(),
      values: z.array(z.string()).optional(),
      comment: z.string().optional(),
    }),
  ),
  types: z.array(Typed).optional(),
  sequences: z.array(Typed.omit({ kind: true })).optional(),
  functions: z.array(
    Typed.extend({
      returns: z.string().optional(),
      arguments: z.string().optional(),
      language: z.string().optional(),
      volatility: z.string().optional(),
      security_definer: z.boolean().optional(),
      owner: z.string().optional(),
    }),
  ),
  extensions: z.array(z.object({ name: z.string(), version: z.string() })),
  next_cursor: z.string().optional(),
});
type Output = z.infer<typeof Output>;

const implementation = once(() => import("../../src/postgres/catalog/describe/describe.ts"));

export const describeDatabase = defineTool({
  name: "describe_database",
  title: "Describe a database",
  description:
    "Tables with columns, keys, indexes, sizes, rows; views, enums, functions. Large database: names first, then full.",
  effect: "read",
  input: z.object({
    target: TargetInput.optional(),
    detail: z.enum(["names", "summary", "full"]).default("summary"),
    schemas: z.array(z.string()).min(1).optional(),
    objects: z.array(z.string()).min(1).optional().describe("Names, with or without schema."),
    search: z.string().min(1).optional().describe("In names and comments."),
    cursor: z.string().optional(),
  }),
  output: Output,
  untrusted: [
    "database",
    "schemas",
    "tables",
    "views",
    "enums",
    "types",
    "sequences",
    "functions",
    "extensions",
  ],

  async run(input, deps, call): Promise<Output> {
    if (input.objects !== undefined && input.search !== undefined)
      throw new ToolError(
        "INVALID_INPUT",
        "`objects` names what to describe and `search` looks for it.",
        "Pass one of the two to describe_database.",
      );
    const { describe } = await implementation();
    await using session = await deps.session({
      target: input.target,
      intent: "read",
      connection: "pooled",
      signal: call.signal,
    });
    const description = await describe(session, input);
    const { overview, items, nextCursor } = description;
    const { database: name, postgres } = session.target;
    const note = noteOn(description);
    return {
      target: session.target,
      database: { name, postgres, ...(overview === null ? {} : { bytes: overview.bytes }) },
      ...(note === undefined ? {} : { note }),
      schemas: [...(overview?.schemas ?? [])],
      ...listsOf(items),
      extensions: [...(overview?.extensions ?? [])],
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    };
  },

  render(output): Rendered {
    const { target, database, note, next_cursor: cursor, schemas, extensions } = output;
    const items = itemsOf(output);
    const bytes = typeof database.bytes === "number" ? `, ${size(database.bytes)}` : "";
    const counts = lists.flatMap((list) => {
      const count = items.filter((item) => item.list === list).length;
      return count === 0 ? [] : [`${count} ${count === 1 ? list.slice(0, -1) : list}`];
    });
    const next = [
      note,
      cursor && `There is more: repeat the call with cursor ${JSON.stringify(cursor)}.`,
    ];
    return {
      head: `${counts.join(", ") || "Nothing"} in ${identifier(database.name)}, Postgres ${identifier(target.postgres)}${bytes}.`,
      data: [
        ...schemas.map(
          ({ name, tables, comment }) =>
            `schema ${name} (${tables} tables)${comment === undefined ? "" : ` -- ${comment}`}`,
        ),
        ...(extensions.length === 0
          ? []
          : [`extensions ${extensions.map((item) => `${item.name} ${item.version}`).join(", ")}`]),
        ...items.map(itemText),
      ].join("\n"),
      next: next.filter((line) => line !== undefined).join("\n"),
    };
  },
});

function noteOn({ level, items }: Description): string | undefined {
  const less = {
    outline: "Columns, keys and indexes are left out",
    columns: "Types, keys and indexes are left out",
    types: "Constraints other than keys, and indexes, are left out",
  };
  const said = level in less ? less[level as keyof typeof less] : undefined;
  if (said === undefined || items.length === 0) return undefined;
  return `${said}: there is too much for one page. Name what matters in \`objects\`, or narrow by \`schemas\` or \`search\`.`;
}

/** `types` and `sequences` are there only when they hold something. */
function listsOf(
  items: readonly Item[],
): Pick<Output, "tables" | "views" | "enums" | "functions"> & Partial<Output> {
  const of = <L extends List>(list: L) =>
    items.flatMap((item) =>
      item.list === list ? [item.value as Extract<Item, { list: L }>["value"]] : [],
    );
  const [types, sequences] = [of("types"), of("sequences")];
  return {
    tables: of("tables"),
    views: of("views"),
    enums: of("enums"),
    ...(types.length === 0 ? {} : { types }),
    ...(sequences.length === 0 ? {} : { sequences }),
    functions: of("functions"),
  };
}

function itemsOf(output: Output): Item[] {
  return lists.flatMap((list) =>
    (output[list] ?? []).map((value) => ({ list, value }) as unknown as Item),
  );
}
