import { type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { identifier } from "../core/identifier.ts";
import type { Answer } from "./answer.ts";
import { patient, startingWith } from "./completions.ts";
import { documentOf, read, type Reading, type ResourceConfig, variable } from "./document.ts";

const overviewUri = "db://schema";
const tableUri = (schema: string, table: string): string =>
  `${overviewUri}/${encodeURIComponent(schema)}/table/${encodeURIComponent(table)}`;

/** A client shows a list to choose from, not a catalog: what is beyond is found by describe_database. */
const listedTables = 1_000;

interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** The schema as resources: an overview, and one document per table. They are what describe_database says, so they exist where it does. */
export function registerResources(server: McpServer, config: ResourceConfig): void {
  const describe = config.tools.find(({ name }) => name === "describe_database");
  if (describe === undefined) return;
  const names = (method: Reading["method"], signal: AbortSignal): Promise<TableName[]> =>
    tableNames({ method, tool: describe, args: { detail: "names" }, signal }, config);

  const schemas = patient(async (typed, _, signal) =>
    startingWith(
      typed,
      (await names("completion/complete", signal)).map(({ schema }) => schema),
    ),
  );
  const tables = patient(async (typed, { schema }, signal) => {
    const known = (await names("completion/complete", signal)).filter(
      (name) => schema === undefined || name.schema === schema,
    );
    return startingWith(
      typed,
      known.map(({ table }) => table),
    );
  });

  server.registerResource(
    "schema",
    overviewUri,
    {
      title: "Schema",
      description: "Tables, columns and keys of the default database.",
      mimeType: "text/plain",
    },
    (uri, ctx) => documentOf(uri, describe, { detail: "summary" }, ctx, config),
  );
  server.registerResource(
    "table",
    new ResourceTemplate(`${overviewUri}/{schema}/table/{table}`, {
      list: async (ctx) => ({
        resources: (await names("resources/list", ctx.mcpReq.signal)).map(({ schema, table }) => ({
          uri: tableUri(schema, table),
          name: identifier(`${schema}.${table}`),
        })),
      }),
      complete: {
        schema: (typed) => schemas(typed),
        table: (typed, context) => tables(typed, context?.arguments),
      },
    }),
    { title: "Table", description: "One table in full.", mimeType: "text/plain" },
    (uri, { schema, table }, ctx) => {
      const objects = [`${quoted(variable(schema))}.${quoted(variable(table))}`];
      return documentOf(uri, describe, { detail: "full", objects }, ctx, config);
    },
  );
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function tableNames(reading: Reading, config: ResourceConfig): Promise<TableName[]> {
  const found: TableName[] = [];
  await read(reading, config, async (run) => {
    let page: Answer;
    let cursor: unknown;
    do {
      page = await run({ ...reading.args, ...(cursor === undefined ? {} : { cursor }) });
      const { structured, isError } = page;
      if (isError || structured === undefined) break;
      for (const { name } of structured["tables"] as { name: string }[]) found.push(split(name));
      cursor = structured["next_cursor"];
    } while (cursor !== undefined && found.length < listedTables);
    return page;
  });
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
