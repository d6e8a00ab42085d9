import * as z from "zod";
import { Description as Output } from "../../src/core/description.ts";
import { ToolError } from "../../src/core/errors.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { TargetInput } from "../../src/core/target.ts";
import { defineTool, type Rendered } from "../../src/core/tool.ts";
import type { Description } from "../../src/postgres/catalog/describe/describe.ts";
import type { List } from "../../src/postgres/catalog/describe/lists.ts";
import { lists } from "../../src/postgres/catalog/describe/lists.ts";
import type { Item } from "../../src/postgres/catalog/describe/shape.ts";
import { itemText, size } from "../../src/postgres/catalog/describe/text.ts";

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
