import { qualified, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Design } from "./tables.ts";

export interface VerificationQuery {
  readonly purpose: string;
  /** One row with one column. */
  readonly sql: string;
  readonly expect: string;
}

/** What tells on a database whether the design is there as it is meant; all of it only reads. */
export function verificationOf({ model, tables, triggers, purges }: Design): VerificationQuery[] {
  const schema = quoteLiteral(model.schema);
  const names = tables.map(({ name }) => quoteLiteral(name)).join(", ");
  const ours = `n.nspname = ${schema} AND c.relname IN (${names})`;
  const from =
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";
  return [
    {
      purpose: "All tables are there, each with its primary key.",
      sql: `SELECT count(*) ${from} JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p' WHERE ${ours}`,
      expect: String(tables.length),
    },
    {
      purpose: "No foreign key is without an index that begins with its columns.",
      sql: `SELECT count(*) ${from} JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' WHERE ${ours}
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
    AND (string_to_array(i.indkey::text, ' ')::int2[])[1:cardinality(k.conkey)] @> k.conkey)`,
      expect: "0",
    },
    {
      purpose: "No constraint waits for validation, and no index is invalid.",
      sql: `SELECT count(*) ${from} WHERE ${ours} AND (
  EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND NOT k.convalidated)
  OR EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND NOT i.indisvalid))`,
      expect: "0",
    },
    ...(triggers.length === 0
      ? []
      : [
          {
            purpose: "All triggers are there and fire.",
            sql: `SELECT count(*) ${from} JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal WHERE ${ours} AND t.tgenabled = 'O'`,
            expect: String(triggers.length),
          },
        ]),
    ...purges.map(({ table, column, days }) => ({
      purpose: `Nothing in ${table} has outlived its time.`,
      sql: `SELECT count(*) FROM ${qualified(model.schema, table)} WHERE ${quoteIdentifier(column)} < now() - interval '${days + 1} days'`,
      expect: "0",
    })),
  ];
}
