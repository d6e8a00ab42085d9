import { Exchange, type Parameter, writeCommand } from "../../postgres/exchange.ts";
import type { Wire } from "../../postgres/wire.ts";

/** Rows of one statement on a bare connection, as an application has it: with none of our settings. */
export async function rowsOf(
  wire: Wire,
  sql: string,
  values: readonly Parameter[] = [],
): Promise<Parameter[][]> {
  const rows: Parameter[][] = [];
  const exchange = new Exchange(
    [],
    (connection) => writeCommand(connection, { sql, values }),
    (row) => rows.push([...row]),
  );
  await wire.run(exchange);
  return rows;
}

/** The first value of the first row. */
export async function valueOf(
  wire: Wire,
  sql: string,
  values: readonly Parameter[] = [],
): Promise<string | undefined> {
  const [row] = await rowsOf(wire, sql, values);
  return row?.[0] ?? undefined;
}
