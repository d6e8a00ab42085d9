import type { FieldDef } from "pg";
import { Exchange, type Parameter } from "../../../../postgres/exchange.ts";
import type { Wire } from "../../../../postgres/wire.ts";
import { HttpError } from "./http-error.ts";
import type { Query } from "./payload.ts";

/** What a statement gave. */
export interface Rows {
  readonly fields: readonly FieldDef[];
  readonly rows: readonly (readonly Parameter[])[];
  /** The command tag with its counts. */
  readonly tag: string;
}

/**
 * Runs one statement by the extended protocol, which takes no more than one. Rejects with 507 when its rows are larger
 * than allowed; the connection is cut then, as nobody will read the rest.
 */
export async function runQuery(wire: Wire, query: Query, limit: number): Promise<Rows> {
  const rows: (readonly Parameter[])[] = [];
  let size = 0;
  const exchange = new Exchange(
    [],
    (connection) => {
      connection.parse({ name: "", text: query.query, types: [] }, true);
      connection.bind({ values: [...query.params] }, true);
      connection.describe({ type: "P", name: "" }, true);
      connection.execute({}, true);
    },
    (values) => {
      size += sizeOf(values);
      if (size > limit) wire.destroy();
      else rows.push(values);
    },
  );
  wire.limit(limit, Number.POSITIVE_INFINITY);
  try {
    const { fields, tag = "" } = await wire.run(exchange);
    return { fields: fields as readonly FieldDef[], rows, tag };
  } catch (error) {
    if (size > limit || wire.overflowed) throw tooLarge(limit);
    throw error;
  }
}

export function tooLarge(limit: number): HttpError {
  return new HttpError(507, `response is too large (max is ${limit} bytes)`);
}

/** At least what the row takes as JSON. */
function sizeOf(values: readonly Parameter[]): number {
  return values.reduce((sum, value) => sum + (value?.length ?? 2) + 3, 2);
}
