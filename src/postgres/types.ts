import type { ResultColumn } from "../core/session.ts";
import type { Field } from "./exchange.ts";
import type { Runner } from "./runner.ts";
import { decoderOf, type Decode } from "./values.ts";
import { queryRows } from "./query.ts";

export interface Column extends ResultColumn {
  readonly decode: Decode;
}

/** Names of types, as one database has them. */
export class TypeCatalog {
  async resolve(fields: readonly Field[], runner: Runner): Promise<Column[]> {
    if (fields.length === 0) return [];
    const names = await queryRows<{ name: string }>(
      runner,
      "select format_type(oid::oid, typmod) as name from unnest($1::int8[], $2::int4[]) with ordinality as t(oid, typmod, n) order by n",
      [fields.map((field) => field.dataTypeID), fields.map((field) => field.dataTypeModifier)],
    );
    return fields.map((field, index) => ({
      name: field.name,
      type: names[index]?.name ?? "unknown",
      decode: decoderOf(field.dataTypeID),
    }));
  }
}
