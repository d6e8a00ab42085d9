import { quoteIdentifier } from "../../../sql/quote.ts";
import { cellMaker, type CellMaker, type Ground } from "./ground.ts";

/** All rows at once: which are changed. */
export const setCells: CellMaker = (ground, trier) => {
  const { rows, sql, oracle, shared } = ground;
  const cell = cellMaker(ground, trier, oracle);
  const scope = shared ? sql.where(rows.rows) : "";
  const all = { rows: rows.rows } as const;
  const { harmless } = sql;
  const updates =
    harmless === undefined
      ? []
      : [
          cell(
            "update returning",
            "update",
            { does: "update", ...all, set: {}, reads: true },
            sql.updateReturning(harmless.set, "", scope),
            "ids",
          ),
          cell(
            "update through a join",
            "update",
            { does: "update", ...all, set: {}, reads: true },
            sql.updateReturning(
              harmless.set,
              `${rows.name} neon_dba_o`,
              `(${sameRow(ground)})${shared ? ` and (${scope})` : ""}`,
            ),
            "ids",
          ),
          ...(shared
            ? []
            : [
                cell(
                  "update without WHERE",
                  "update",
                  { does: "update", ...all, set: {}, reads: false },
                  sql.update(harmless.set, ""),
                  "number",
                ),
              ]),
        ];
  return [
    ...updates,
    cell(
      "delete returning",
      "delete",
      { does: "delete", ...all, reads: true },
      sql.deleteReturning(scope),
      "ids",
    ),
    ...(shared
      ? []
      : [
          cell(
            "delete without WHERE",
            "delete",
            { does: "delete", ...all, reads: false },
            `delete from ${rows.name}`,
            "number",
          ),
        ]),
  ];
};

function sameRow({ rows }: Ground): string {
  const { identity } = rows;
  const columns = identity[0] === "ctid" ? ["ctid"] : identity.map(quoteIdentifier);
  return columns.map((name) => `neon_dba_o.${name} = neon_dba_t.${name}`).join(" and ");
}
