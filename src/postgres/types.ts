import type { ResultColumn } from "../core/session.ts";
import { builtinName } from "./builtin.ts";
import type { Field } from "./exchange.ts";
import { queryRows } from "./query.ts";
import type { Runner } from "./runner.ts";
import { arrayDecoder, decoderOf, type Decode } from "./values.ts";

export interface Column extends ResultColumn {
  readonly decode: Decode;
}

interface Type {
  readonly name: string;
  readonly decode: Decode;
}

/** A name can change under its oid; this old it is asked for again. */
const FRESH_MS = 60_000;

/** `format_type` leaves out a schema that is on the search path, so it is put in front. */
const LOOKUP = `
select a.oid::text || ':' || a.modifier as key,
  case when n.nspname <> 'pg_catalog' and pg_type_is_visible(b.oid) then quote_ident(n.nspname) || '.' else '' end
    || format_type(a.oid, a.modifier) as name,
  case when t.typcategory = 'A' then coalesce(nullif(e.typbasetype, 0), e.oid)::int8 end as element,
  e.typdelim::text as delimiter
from unnest($1::oid[], $2::int4[]) as a(oid, modifier)
join pg_type t on t.oid = a.oid
left join pg_type e on e.oid = t.typelem
join pg_type b on b.oid = case when t.typcategory = 'A' then e.oid else t.oid end
join pg_namespace n on n.oid = b.typnamespace`;

/** The types of one database's results: builtin ones are known, others are asked for once in a while. */
export class TypeCatalog {
  #types = new Map<string, Type>();
  #since = Date.now();

  async resolve(fields: readonly Field[], runner: Runner): Promise<Column[]> {
    if (Date.now() - this.#since > FRESH_MS) this.forget();
    const missing = fields.filter((field) => this.#find(field) === undefined);
    if (missing.length > 0) await this.#load(missing, runner);
    return fields.map((field) => {
      const type = this.#find(field);
      return {
        name: field.name,
        type: type?.name ?? "unknown",
        decode: type?.decode ?? decoderOf(field.dataTypeID),
      };
    });
  }

  forget(): void {
    this.#types = new Map();
    this.#since = Date.now();
  }

  #find({ dataTypeID, dataTypeModifier }: Field): Type | undefined {
    const name = builtinName(dataTypeID, dataTypeModifier);
    if (name !== undefined) return { name, decode: decoderOf(dataTypeID) };
    return this.#types.get(`${dataTypeID}:${dataTypeModifier}`);
  }

  async #load(fields: readonly Field[], runner: Runner): Promise<void> {
    const rows = await queryRows<LookupRow>(runner, LOOKUP, [
      fields.map((field) => field.dataTypeID),
      fields.map((field) => field.dataTypeModifier),
    ]);
    for (const { key, name, element, delimiter } of rows) {
      const oid = Number(key.split(":", 1)[0]);
      const decode =
        element === null ? decoderOf(oid) : arrayDecoder(element, delimiter ?? undefined);
      this.#types.set(key, { name, decode });
    }
  }
}

type LookupRow = {
  key: string;
  name: string;
  element: number | null;
  delimiter: string | null;
};
