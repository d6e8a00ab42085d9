import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import { candidatesOf, type Candidate } from "../candidates.ts";
import type { Check, Reader, Violation } from "../check.ts";
import { keySql } from "../violators.ts";
import { code, counted, rowsThat } from "../words.ts";

/** Columns that look like foreign keys by name, type and values, and are none. */
export const undeclaredKeys: Check = {
  id: "undeclared-keys",
  *probes({ catalog }) {
    for (const candidate of candidatesOf(catalog))
      yield {
        object: nameOf(candidate.table),
        reads: [nameOf(candidate.table), nameOf(candidate.target)],
        samples: true,
        run: (reader) => suspect(reader, candidate),
      };
  },
};

interface Inclusion {
  readonly used: number;
  readonly missing: number;
  readonly rows: number;
}

async function suspect(reader: Reader, candidate: Candidate): Promise<Violation[]> {
  const { table, target, column, key, cast, least, inclusion } = candidate;
  const [own, other] = [quoteIdentifier(column.name), quoteIdentifier(key.name)].map((name) =>
    cast ? `${name}::text` : name,
  );
  const from = `(select c.${own} as value, count(*) as times from ${reader.from(table, "c")} where c.${quoteIdentifier(column.name)} is not null group by 1) v`;
  const outside = `not exists (select from ${nameOf(target)} p where p.${other} = v.value)`;
  const [found] = await reader.rows<Inclusion>(
    `select count(*) as used, count(*) filter (where missing) as missing, coalesce(pg_catalog.sum(times) filter (where missing), 0) as rows
       from (select v.times, ${outside} as missing from ${from}) m`,
  );
  if (found === undefined || found.used < least) return [];
  const included = 1 - found.missing / found.used;
  if (included < inclusion) return [];
  const name = `${nameOf(table)}.${quoteIdentifier(column.name)}`;
  const goal = `${nameOf(target)}.${quoteIdentifier(key.name)}`;
  const types = cast
    ? ` The types differ (${column.type}, ${key.type}), so the column has to change its type first: plan_migration.`
    : "";
  const about = column.name;
  if (found.missing === 0)
    return [
      {
        level: "info",
        object: nameOf(table),
        about,
        message: `Suspected: ${code(name)} is a foreign key to ${code(goal)} that nobody declared; all of its ${counted(found.used, "value")} are there. Declare it, so that it stays so.${types}`,
        ...(cast ? {} : { fix: declaration(candidate) }),
      },
    ];
  const rows = Math.round(found.rows / reader.share);
  const samples = await reader.rows<{ key: string }>(
    `select ${keySql(table, "c")} as key from ${reader.from(table, "c")}
      where c.${quoteIdentifier(column.name)} is not null and not exists (select from ${nameOf(target)} p where p.${other} = c.${own}) limit 5`,
  );
  return [
    {
      level: "warning",
      object: nameOf(table),
      about,
      message: `Suspected: ${code(name)} is a foreign key to ${code(goal)} that nobody declared (${Math.floor(included * 100)} % of its values are there), and ${rowsThat(rows, "point")} nowhere. Ask whether it is meant, correct them, and declare it.${types}`,
      count: rows,
      samples: samples.map(({ key: shown }) => shown),
      ...(cast ? {} : { fix: declaration(candidate) }),
    },
  ];
}

function declaration({ table, target, column, key }: Candidate): string {
  const name = quoteIdentifier(`${table.name}_${column.name}_fkey`.slice(0, 63));
  return `ALTER TABLE ${nameOf(table)} ADD CONSTRAINT ${name} FOREIGN KEY (${quoteIdentifier(column.name)}) REFERENCES ${nameOf(target)} (${quoteIdentifier(key.name)}) NOT VALID;
ALTER TABLE ${nameOf(table)} VALIDATE CONSTRAINT ${name};`;
}
