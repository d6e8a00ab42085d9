import { quoteIdentifier } from "../../../sql/quote.ts";
import { cellMaker, type CellMaker, type Ground } from "./ground.ts";

/** More rows than that are not read again and again. */
const MANY = 50_000;

/** Whole table, counted, and with a filter that would show what it is asked before the policy. */
export const readingCells: CellMaker = (ground, trier) => {
  const { rows, sql, oracle, resolved } = ground;
  const cell = cellMaker(ground, trier, oracle);
  const select = { does: "select" } as const;
  const seen = oracle.expect(ground.resolved, trier.power, select);
  const hidden = rows.rows.find(({ id }) => seen.effect === "nothing" || !seen.ids.includes(id));
  // whoever acts was made up together with the rows, and has to do with no other
  const isOpen = resolved.allow.select.includes("anyone") || trier.power.kind === "admin";
  const isScoped = ground.shared && (isOpen || rows.others > MANY);
  const scope = isScoped ? ` where ${sql.where(rows.rows)}` : "";
  return [
    cell("select", "select", select, `${sql.selectKeys}${scope}`, "ids"),
    cell("count", "select", select, `${sql.count}${scope}`, "number", "text"),
    ...keptColumns(ground).map(({ verb, text }) =>
      cell(verb, "other", { does: "truncate" }, text, "number", "done"),
    ),
    ...(hidden === undefined
      ? []
      : [
          cell(
            "select with a filter that fails on a hidden row",
            "select",
            select,
            `${sql.count} where 1 / (case when ${sql.where([hidden])} then 0 else 1 end) = 1${isScoped ? ` and (${sql.where(rows.rows)})` : ""}`,
            "number",
            "text",
          ),
        ]),
  ];
};

/** Columns that the intent leaves out. */
function keptColumns({ rows, resolved }: Ground): { verb: string; text: string }[] {
  const { select, update } = resolved.columns;
  const out = (allowed: readonly string[] | undefined): readonly string[] =>
    allowed === undefined
      ? []
      : rows.table.columns.map(({ name }) => name).filter((name) => !allowed.includes(name));
  return [
    ...out(select).map((name) => ({
      verb: `select column ${name}`,
      text: `select ${quoteIdentifier(name)} from ${rows.name}`,
    })),
    ...out(update).map((name) => ({
      verb: `update column ${name}`,
      text: `update ${rows.name} set ${quoteIdentifier(name)} = default`,
    })),
  ];
}
