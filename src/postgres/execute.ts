import type { Limits, StatementResult } from "../core/session.ts";
import { ToolError } from "../core/errors.ts";
import type { Field } from "./exchange.ts";
import { marked } from "./own.ts";
import { Page } from "./page.ts";
import { encodeParameters, needsTypes } from "./parameters.ts";
import { parameterTypes } from "./query.ts";
import { isStorable } from "./text.ts";
import type { Runner } from "./runner.ts";
import type { TypeCatalog } from "./types.ts";

/** A named portal can be moved over by SQL; the unnamed one goes by itself with the next statement. */
const SKIPPING = "neon_dba_page";

/** Wide rows show only when they come: those of the first batch that are too many are dropped, up to so many times what may be kept. */
const DROPPED = 16;

/** Runs exactly one statement through a portal; Postgres itself refuses a second one in the text. */
export async function executeStatement(
  runner: Runner,
  types: TypeCatalog,
  sql: string,
  params: readonly unknown[],
  limits: Limits,
): Promise<StatementResult> {
  checkText(sql);
  const started = performance.now();
  const page = new Page(runner.inTransaction ? limits : { ...limits, complete: true });
  runner.limit(limits.maxBytes, limits.complete === true ? Infinity : limits.maxBytes * DROPPED);
  try {
    const { fields, tag } = await fetchPage(runner, sql, params, page, limits.skip ?? 0);
    const durationMs = Math.round((performance.now() - started) * 1000) / 1000;
    runner.limit(Infinity, Infinity);
    const columns = await types.resolve(fields, runner);
    const rows = page.rows.map((row) =>
      row.map((text, index) => (text === null ? null : (columns[index]?.decode(text) ?? text))),
    );
    const { command, count } = parseTag(tag);
    return {
      command,
      columns: columns.map(({ name, type }) => ({ name, type })),
      rows,
      rowCount: rowCountOf(page, fields, limits, count),
      truncated: page.truncated,
      durationMs,
    };
  } finally {
    runner.limit(Infinity, Infinity);
  }
}

interface Fetched {
  readonly fields: readonly Field[];
  readonly tag: string | undefined;
}

async function fetchPage(
  runner: Runner,
  sql: string,
  params: readonly unknown[],
  page: Page,
  skip: number,
): Promise<Fetched> {
  const described = needsTypes(params);
  const values = encodeParameters(params, described ? await parameterTypes(runner, sql) : []);
  const portal = skip > 0 ? SKIPPING : "";
  const first = await runner.run((connection) => {
    if (!described) connection.parse({ name: "", text: sql, types: [] }, true);
    connection.bind({ portal, values }, true);
    connection.describe({ type: "P", name: portal }, true);
    if (skip > 0) {
      connection.parse(
        { name: "", text: marked(`move forward ${skip} in ${SKIPPING}`), types: [] },
        true,
      );
      connection.bind({}, true);
      connection.execute({}, true);
    }
    connection.execute({ portal, rows: String(page.batch) }, true);
  }, page.add);
  let { tag } = first;
  while (tag === undefined && !page.truncated) {
    const rows = String(page.batch);
    ({ tag } = await runner.run(
      (connection) => connection.execute({ portal, rows }, true),
      page.add,
    ));
  }
  if (skip > 0) {
    await runner.run((connection) => connection.close({ type: "P", name: portal }, true));
  }
  return { fields: first.fields, tag };
}

/** A tag counts the rows of the last batch only, so rows are counted as they come. */
function rowCountOf(
  page: Page,
  fields: readonly Field[],
  { complete = false }: Limits,
  count = 0,
): number {
  if (fields.length === 0) return count;
  return page.truncated && !complete ? page.rows.length : page.seen;
}

/** `INSERT 0 3` is the command INSERT and 3 rows; a query that was not read to its end has no tag. */
function parseTag(tag: string | undefined): { command: string; count?: number } {
  const match = /^(.*?)(?: (\d+))?(?: (\d+))?$/.exec(tag ?? "SELECT");
  const count = match?.[3] ?? match?.[2];
  return { command: match?.[1] ?? "", ...(count === undefined ? {} : { count: Number(count) }) };
}

function checkText(sql: string): void {
  if (isStorable(sql)) return;
  throw new ToolError(
    "INVALID_SQL",
    "The statement holds a NUL or half a surrogate pair.",
    "Remove the character; pass bytes as `'\\x00'::bytea`.",
  );
}
