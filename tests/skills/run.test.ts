import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Client } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Address } from "../../src/core/address.ts";
import { parseScript } from "../../src/sql/parse.ts";
import { connect, textOf } from "../helpers/client.ts";
import { type LocalNeon, localNeon, ownerAddress } from "../helpers/local-neon.ts";
import { serveNeon } from "../helpers/served.ts";
import { type Block, type Document, documents } from "./blocks.ts";
import { callsOf, fieldsOf, filled } from "./calls.ts";
import { customers, fixture } from "./fixture.ts";

/**
 * Every SQL block and every call of the skills, file by file in the order of reading, on a local Neon as its owner: a file begins with the
 * same small application, and what one block made is there for the next. A block says behind its language what is special:
 * `returns=` the last rows that came, `error=` a SQLSTATE or the server's code, in which its last statement or call ends; `pooled`, `params=` for its last statement;
 * `example` for calls whose ends are elsewhere: their arguments are checked, they are not made.
 */
let neon: LocalNeon;
let server: ReturnType<typeof serveNeon>;
let client: Client & AsyncDisposable;
let owner: Address;
/** Where tools read and write files. */
let files: string;

beforeAll(async () => {
  neon = await localNeon();
  files = mkdtempSync(join(tmpdir(), "neon-dba-skills-"));
  writeFileSync(join(files, "customers.csv"), customers);
  server = serveNeon(neon, ["--toolsets", "all", "--files", files]);
  client = await connect(server.config);
  owner = await ownerAddress(neon);
});
afterAll(async () => {
  await client?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await neon?.[Symbol.asyncDispose]();
  rmSync(files, { recursive: true, force: true });
});

const runs = ({ language, flags }: Block): boolean =>
  (language === "sql" || language === "call") && !flags.has("example");

const running = documents.filter(({ blocks }) => blocks.some(runs));

test.each(running)("$file does what it says", async ({ blocks }: Document) => {
  await startAfresh();
  const known = new Map<string, unknown>();
  const run = async (block: Block): Promise<void> =>
    block.language === "sql" ? runSql(block) : runCalls(block, known);
  for (const block of blocks.filter(runs))
    await expect(run(block), block.at).resolves.toBeUndefined();
});

async function runSql({ text, flags }: Block): Promise<void> {
  const statements = await parseScript(text);
  const params = JSON.parse(flags.get("params") ?? "[]") as unknown[];
  await using session = await open(flags.has("pooled"));
  let rows: unknown[][] = [];
  for (const [index, statement] of statements.entries()) {
    const isLast = index === statements.length - 1;
    const query = { text: statement.text, values: isLast ? params : [], rowMode: "array" as const };
    const ended = await session.client.query<unknown[]>(query).catch(refusalOf);
    const refusal = typeof ended === "string" ? ended : undefined;
    expect(refusal?.slice(0, 5), `${statement.text}: ${refusal}`).toBe(
      isLast ? flags.get("error") : undefined,
    );
    if (typeof ended !== "string" && ended.fields.length > 0) rows = ended.rows;
  }
  const returns = flags.get("returns");
  expect(returns === undefined ? undefined : rows, text).toEqual(
    returns === undefined ? undefined : JSON.parse(returns),
  );
}

const refusalOf = ({ code, message }: { code?: string; message: string }): string =>
  `${code} ${message}`;

async function runCalls(block: Block, known: Map<string, unknown>): Promise<void> {
  const calls = callsOf(block);
  for (const [index, { tool, args }] of calls.entries()) {
    const given = filled(args, known) as Record<string, unknown>;
    const result = await client.callTool({ name: tool, arguments: given }, { timeout: 100_000 });
    const text = textOf(result);
    const error = index === calls.length - 1 ? block.flags.get("error") : undefined;
    expect(result.isError === true, `${tool}: ${text}`).toBe(error !== undefined);
    expect(text).toContain(error ?? "");
    fieldsOf(result.structuredContent, known);
    const [, token] = /confirm_token="([^"]+)"/.exec(text) ?? [];
    if (token !== undefined) known.set("confirm_token", token);
  }
}

async function open(pooled = false): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const { host, port, database, user, password, options = "" } = owner;
  const to = pooled ? `${options}-pooler` : options;
  const session = new pg.Client({ host, port, database, user, password, options: to });
  session.on("error", () => {});
  await session.connect();
  return { client: session, [Symbol.asyncDispose]: () => session.end() };
}

/** Branches, roles, tables and publications of the file before are gone; the application is there. */
async function startAfresh(): Promise<void> {
  const projectId = (await neon.api.listProjects({})).data.projects[0]?.id ?? "";
  const { branches } = (await neon.api.listProjectBranches({ projectId })).data;
  // children before their parents
  for (const { id } of branches.filter((branch) => !branch.default).toReversed())
    await neon.api.deleteProjectBranch({ projectId, branchId: id });
  await using session = await open();
  const { rows } = await session.client.query<{ name: string }>(
    `select rolname as name from pg_roles r
     where rolname not like 'pg\\_%' and oid >= 16384 and rolname not like 'neon%' and rolname <> 'cloud_admin'`,
  );
  // an extension that only the superuser could make again lies in public too
  await session.client.query(`do $do$ declare statements text[]; statement text; begin
    select coalesce(array_agg(drops), '{}') into statements from (
      select format('drop %s if exists %s cascade', case relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, c.oid::regclass) as drops
        from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      union all select format('drop routine if exists %s cascade', p.oid::regprocedure) from pg_proc p where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      union all select format('drop schema %I cascade', nspname) from pg_namespace where nspname like 'neon\\_dba%'
      union all select format('drop publication %I', pubname) from pg_publication
    ) all_of_them;
    foreach statement in array statements loop execute statement; end loop; end $do$`);
  for (const { name } of rows) {
    await session.client.query(`grant "${name}" to current_user`);
    await session.client.query(`drop owned by "${name}"; drop role "${name}"`);
  }
  await session.client.query(fixture);
}
