import { cellMaker, type CellMaker } from "./ground.ts";

/** Whole table, counted, and with a filter that would show what it is asked before the policy. */
export const readingCells: CellMaker = (ground, trier) => {
  const { rows, sql, oracle, shared } = ground;
  const cell = cellMaker(ground, trier, oracle);
  const select = { does: "select" } as const;
  const seen = oracle.expect(ground.resolved, trier.power, select);
  const hidden = rows.rows.find(({ id }) => seen.effect === "nothing" || !seen.ids.includes(id));
  const scope = shared ? ` where ${sql.where(rows.rows)}` : "";
  return [
    cell("select", "select", select, `${sql.selectKeys}${scope}`, "ids"),
    cell("count", "select", select, `${sql.count}${scope}`, "number", "text"),
    ...(hidden === undefined
      ? []
      : [
          cell(
            "select with a filter that fails on a hidden row",
            "select",
            select,
            `${sql.count} where 1 / (case when ${sql.where([hidden])} then 0 else 1 end) = 1${shared ? ` and (${sql.where(rows.rows)})` : ""}`,
            "number",
            "text",
          ),
        ]),
  ];
};
