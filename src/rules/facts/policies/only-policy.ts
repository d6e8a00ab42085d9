import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";

/** Puts a policy with this condition in the place of all that the table has. */
export async function onlyPolicy(session: Session, table: Table, condition: string): Promise<void> {
  const statements = [
    ...table.policies.map(({ name }) => `drop policy ${quoteIdentifier(name)} on ${nameOf(table)}`),
    `create policy probe on ${nameOf(table)} using (${condition})`,
  ];
  const body = statements.map((sql) => `execute ${quoteLiteral(sql)};`).join(" ");
  await session.query(`do ${quoteLiteral(`begin ${body} end`)}`);
}
