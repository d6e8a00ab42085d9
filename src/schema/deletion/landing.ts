import type { Session } from "../../core/session.ts";
import { checkReadable } from "../../postgres/guard/check-readable.ts";
import { parseScript } from "../../sql/parse.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import type { ForeignKey } from "../integrity/foreign-keys.ts";
import { fromSide } from "../integrity/references.ts";
import type { Gone } from "./gone.ts";

/** Whether rows that SET DEFAULT sets have a row to point to afterwards, or point to none. */
export async function lands(session: Session, key: ForeignKey, gone: Gone): Promise<boolean> {
  const { to, defaults, operators, setsRequired } = key;
  if (defaults.some((value) => value === null)) return !setsRequired;
  const match = to.columns.map(
    (column, at) =>
      `p.${quoteIdentifier(column)} ${operators[at] ?? "="} (${defaults[at] ?? "null"})`,
  );
  const sql = `select p.tableoid::int8 as relation, p.ctid::text as row from ${fromSide(to)} p where ${match.join(" and ")}`;
  // a default is an expression of the schema's
  for (const statement of await parseScript(sql)) await checkReadable(statement, session);
  const rows = await session.query<{ relation: number; row: string }>(sql);
  return rows.some((row) => gone.find(row) === undefined);
}
