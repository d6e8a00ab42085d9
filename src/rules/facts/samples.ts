import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { nameOf } from "../engine/names.ts";
import type { Skipped } from "./read-facts.ts";

/** How many of the values that were looked at have the shape of a secret; the values themselves stay in Postgres. */
export interface SampledColumn {
  readonly table: string;
  readonly column: string;
  readonly shape: string;
  readonly matching: number;
  readonly looked: number;
}

/** POSIX classes of what should not lie about in the clear. */
const SHAPES: Readonly<Record<string, string>> = {
  "card number": "^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|3[47][0-9]{13}|6011[0-9]{12})$",
  "social security number": "^[0-9]{3}-[0-9]{2}-[0-9]{4}$",
  "JSON web token": "^eyJ[A-Za-z0-9_-]+\\.eyJ[A-Za-z0-9_-]+\\.",
  "private key": "-----BEGIN [A-Z ]*PRIVATE KEY",
  "access key of AWS": "^(AKIA|ASIA)[0-9A-Z]{16}$",
  "secret key of an API":
    "^(sk_live_|sk-|ghp_|gho_|github_pat_|xox[abprs]-|glpat-|napi_)[A-Za-z0-9_-]{16,}",
  "connection string with password": "^[a-z]+(ql)?://[^:/@ ]+:[^@/ ]+@",
  "password hash":
    "^(\\$(2[abxy]|argon2(id|i|d)|scrypt|pbkdf2[a-z0-9-]*|6|5)\\$|pbkdf2_sha|argon2\\$|bcrypt)",
  "MD5 or SHA-1 digest": "^([0-9a-f]{32}|[0-9a-f]{40})$",
};

/** Rows that are looked at in each table, the first ones. */
const ROWS = 2_000;

/** Counts, by Postgres, the values of each text column that look like secrets. */
export async function readSamples(
  session: Session,
  { tables }: Catalog,
  skipped: Skipped[],
  signal: AbortSignal,
): Promise<SampledColumn[]> {
  const found: SampledColumn[] = [];
  for (const table of tables) {
    signal.throwIfAborted();
    if (table.kind === "foreign table" || table.partitionBound !== null) continue;
    const columns = table.columns.filter(
      ({ type }) =>
        /^(text|character|bpchar|citext|public\.citext)/.test(type) && !type.endsWith("[]"),
    );
    if (columns.length === 0) continue;
    await session.query("savepoint sample");
    try {
      for (const row of await jsonRows<SampledColumn>(
        session,
        counting(
          nameOf(table),
          columns.map(({ name }) => name),
        ),
        [nameOf(table), Object.keys(SHAPES), Object.values(SHAPES)],
      ))
        found.push(row);
      await session.query("release savepoint sample");
    } catch {
      await session.query("rollback to savepoint sample");
      skipped.push({ what: `values of ${nameOf(table)}`, reason: "This role may not read them." });
    }
  }
  return found;
}

const counting = (table: string, columns: readonly string[]): string => `
  select $1::text as table, c.name as column, s.shape,
         count(*) filter (where c.value ~ s.pattern) as matching, count(*) as looked
    from (select * from ${table} limit ${ROWS}) t,
         lateral (values ${columns.map((name) => `('${name.replaceAll("'", "''")}', t.${quoteIdentifier(name)}::text)`).join(", ")}) as c (name, value),
         unnest($2::text[], $3::text[]) as s (shape, pattern)
   where c.value <> ''
   group by 2, 3
  having count(*) filter (where c.value ~ s.pattern) > 0`;
