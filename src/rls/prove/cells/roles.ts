import type { Cell } from "./cell.ts";
import { cellMaker, type Ground, type Trier } from "./ground.ts";
import { insertCells } from "./inserts.ts";
import { setCells } from "./sets.ts";
import { readingCells } from "./reading.ts";

/** What no policy stops. */
export function truncateCell(ground: Ground, trier: Trier): Cell {
  const cell = cellMaker(ground, trier, ground.oracle);
  const { name } = ground.rows;
  return cell("truncate", "other", { does: "truncate" }, `truncate ${name}`, "number", "done");
}

/** By a policy of its own, and not by passing policies over. */
export function adminCells(ground: Ground, trier: Trier): Cell[] {
  return [
    // the columns that the intent leaves out are left out for the application
    ...readingCells(ground, trier).filter(({ command }) => command === "select"),
    ...setCells(ground, trier),
    ...insertCells(ground, trier)
      .filter(({ verb }) => verb.startsWith("insert a row"))
      .slice(0, 2),
  ];
}

/** A role that the intent does not name, and the owner: neither sees or changes anything. */
export function strangerCells(ground: Ground, trier: Trier): Cell[] {
  return [
    ...readingCells(ground, trier).slice(0, 1),
    ...setCells(ground, trier).filter(({ answer }) => answer === "number"),
    ...insertCells(ground, trier)
      .filter(({ verb }) => verb.startsWith("insert a row"))
      .slice(0, 1),
  ];
}
