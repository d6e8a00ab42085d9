import { qualified } from "../../../sql/quote.ts";
import { nameOf } from "../../rows/name.ts";
import { deletes } from "./children-first.ts";
import { doomedBy } from "./doomed.ts";
import type { MakeRecipe, Situation } from "./strategy.ts";

/** Rows, and those that go with them, are copied to tables that nothing refers to, then deleted. */
export const archive: MakeRecipe = (situation) =>
  moves(situation, "false") === undefined
    ? undefined
    : {
        name: "archive",
        takes: "all",
        pros: "The tables in use become smaller, and the rows can be read and brought back.",
        cons: "The archive has no constraints, changes of the schema do not reach it, and personal data is still there.",
        statements: (condition) => moves(situation, condition) ?? [],
      };

function moves(situation: Situation, condition: string): string[] | undefined {
  const { catalog, table, following } = situation;
  const doomed = doomedBy(catalog, nameOf(table), condition, following);
  const removed = deletes(situation, condition);
  if (doomed === undefined || removed === undefined) return undefined;
  const copies = doomed.order.map((name) => {
    const source = catalog.tables.find((one) => nameOf(one) === name) ?? table;
    const target = qualified(source.schema, `${source.name.slice(0, 55)}_archive`);
    return [
      `CREATE TABLE IF NOT EXISTS ${target} (LIKE ${name})`,
      `INSERT INTO ${target} SELECT * FROM ${name} WHERE ${doomed.condition(name)}`,
    ];
  });
  return [...copies.flat(), ...removed];
}
