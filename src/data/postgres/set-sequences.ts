import type { Session } from "../../core/session.ts";
import { qualified } from "../../sql/quote.ts";
import type { Snapshot } from "../snapshot.ts";
import { reaches, readSequences } from "../verify/sequences.ts";
import type { ImportPlan } from "./plan.ts";
import { change } from "./transaction.ts";

/**
 * Sequences to where the source's are now, which is at or beyond what the rows have; where only some tables are imported, theirs. One
 * that is further here stays: it has given values to rows of the target. Returns how many were moved.
 */
export async function setSequences(
  source: Snapshot,
  session: Session,
  { only, columns, halves }: Pick<ImportPlan, "only" | "columns" | "halves">,
): Promise<number> {
  const sequences = await source.run(readSequences);
  const here = await readSequences(session);
  const made = new Set(halves.before.map(({ object }) => object));
  const values = Array.from(sequences).flatMap(([name, { last, table, table_schema: schema }]) => {
    const there = here.get(name);
    if (last === null || there === undefined || reaches(there.last, BigInt(last), there.down))
      return [];
    const isMeant =
      only === undefined ||
      (table === null || schema === null
        ? made.has(`sequence ${name}`) && there.last === null
        : columns.has(qualified(schema, table)));
    return isMeant ? [{ name, last }] : [];
  });
  await change(session, () =>
    session.query(
      `select pg_catalog.setval(s.name::pg_catalog.regclass, s.last)
         from pg_catalog.json_to_recordset($1::json) as s (name text, last int8)`,
      [JSON.stringify(values)],
    ),
  );
  return values.length;
}
