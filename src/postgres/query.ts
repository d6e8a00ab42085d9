import type { Row } from "../core/session.ts";
import type { Field, Parameter } from "./exchange.ts";
import { marked } from "./own.ts";
import { encodeParameters, needsTypes } from "./parameters.ts";
import type { Runner } from "./runner.ts";
import { ownDecoderOf } from "./values.ts";

/** Runs one statement of the server's own and returns its rows as objects. */
export async function queryRows<R extends Row>(
  runner: Runner,
  sql: string,
  params: readonly unknown[],
): Promise<R[]> {
  const text = marked(sql);
  const types = needsTypes(params) ? await parameterTypes(runner, text) : [];
  const values = encodeParameters(params, types);
  const rows: (readonly Parameter[])[] = [];
  const { fields } = await runner.run(
    (connection) => {
      connection.parse({ name: "", text, types: [] }, true);
      connection.bind({ values }, true);
      connection.describe({ type: "P" }, true);
      connection.execute({}, true);
    },
    (row) => rows.push(row),
  );
  return asObjects<R>(fields, rows);
}

/** Rows of the server's own statements. */
export function asObjects<R extends Row>(
  fields: readonly Pick<Field, "name" | "dataTypeID">[],
  rows: readonly (readonly Parameter[])[],
): R[] {
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    decode: ownDecoderOf(dataTypeID),
  }));
  return rows.map((row) => {
    const entries = columns.map(({ name, decode }, index) => {
      const text = row[index] ?? null;
      return [name, text === null ? null : decode(text)] as const;
    });
    return Object.fromEntries(entries) as R;
  });
}

/** The oids that Postgres infers for a statement's parameters. The text is kept by `pg_stat_statements`, which sees it here first. */
export async function parameterTypes(runner: Runner, sql: string): Promise<readonly number[]> {
  const { parameters } = await runner.run((connection) => {
    connection.parse({ name: "", text: sql, types: [] }, true);
    connection.describe({ type: "S" }, true);
  });
  return parameters;
}
