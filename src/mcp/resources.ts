import {
  type McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Call, Tool } from "../core/tool.ts";
import { type Runtime, runTool } from "./run.ts";

const overviewUri = "db://schema";
const tableUri = (schema: string, table: string): string =>
  `${overviewUri}/${encodeURIComponent(schema)}/table/${encodeURIComponent(table)}`;

/** A client shows a list to choose from, not a catalog: what is beyond is found by describe_database. */
const listedTables = 1_000;
const completions = 100;

interface TableName {
  readonly schema: string;
  readonly table: string;
}

export interface ResourceConfig extends Runtime {
  readonly tools: readonly Tool[];
}

/** The schema as resources: an overview, and one document per table. They are what describe_database says, so they exist where it does. */
export function registerResources(server: McpServer, config: ResourceConfig): void {
  const describe = config.tools.find(({ name }) => name === "describe_database");
  if (describe === undefined) return;
  const read = (args: Record<string, unknown>, ctx: ServerContext): ReturnType<typeof runTool> =>
    runTool(describe, args, readingCall(ctx.mcpReq.signal), config);
  const names = (signal: AbortSignal): Promise<TableName[]> => tableNames(describe, config, signal);

  server.registerResource(
    "schema",
    overviewUri,
    {
      title: "Schema",
      description: "Tables, columns and keys of the default database.",
      mimeType: "text/plain",
    },
    async (uri, ctx) => document(uri, (await read({ detail: "summary" }, ctx)).text),
  );
  server.registerResource(
    "table",
    new ResourceTemplate(`${overviewUri}/{schema}/table/{table}`, {
      list: async (ctx) => ({
        resources: (await names(ctx.mcpReq.signal)).map(({ schema, table }) => ({
          uri: tableUri(schema, table),
          name: `${schema}.${table}`,
        })),
      }),
      complete: {
        schema: async (typed) =>
          startingWith(
            typed,
            (await names(new AbortController().signal)).map(({ schema }) => schema),
          ),
        table: async (typed, context) => {
          const schema = context?.arguments?.["schema"];
          const tables = (await names(new AbortController().signal)).filter(
            (name) => schema === undefined || name.schema === schema,
          );
          return startingWith(
            typed,
            tables.map(({ table }) => table),
          );
        },
      },
    }),
    { title: "Table", description: "One table in full.", mimeType: "text/plain" },
    async (uri, variables, ctx) => {
      const [schema, table] = [variables["schema"], variables["table"]].map((part) =>
        decodeURIComponent(String(part)),
      );
      const objects = [`${quoted(schema ?? "")}.${quoted(table ?? "")}`];
      const { text, isError } = await read({ detail: "full", objects }, ctx);
      if (isError) throw new ResourceNotFoundError(uri.href, text);
      return document(uri, text);
    },
  );
}

const document = (uri: URL, text: string) => ({
  contents: [{ uri: uri.href, mimeType: "text/plain", text }],
});

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function startingWith(typed: string, names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name.startsWith(typed)).slice(0, completions);
}

const readingCall = (signal: AbortSignal): Call => ({
  signal,
  progress: () => {},
  confirm: async () => {},
});

async function tableNames(
  describe: Tool,
  config: ResourceConfig,
  signal: AbortSignal,
): Promise<TableName[]> {
  const found: TableName[] = [];
  let cursor: unknown;
  do {
    const { structured, isError } = await runTool(
      describe,
      { detail: "names", ...(cursor === undefined ? {} : { cursor }) },
      readingCall(signal),
      config,
    );
    if (isError || structured === undefined) break;
    for (const { name } of structured["tables"] as { name: string }[]) found.push(split(name));
    cursor = structured["next_cursor"];
  } while (cursor !== undefined && found.length < listedTables);
  return found.slice(0, listedTables);
}

/** Takes apart a name as Postgres prints it, quoted where it must be: `"Odd.Schema".tasks`. */
function split(printed: string): TableName {
  const parts = printed.match(/"(?:[^"]|"")*"|[^.]+/g) ?? [];
  const [schema = "", table = ""] = parts.map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  return { schema, table };
}
