import { holds, type Cell } from "./cells/cell.ts";
import type { Ran } from "./run-cells.ts";

/** What one actor may do with one table: letters of the commands that come to something; `!` behind one that went another way. */
interface MatrixRow {
  readonly table: string;
  readonly marks: readonly string[];
}

interface Matrix {
  readonly actors: readonly string[];
  readonly rows: readonly MatrixRow[];
}

const letters: Readonly<Record<Exclude<Cell["command"], "other">, string>> = {
  select: "S",
  insert: "I",
  update: "U",
  delete: "D",
};

/** Whether cells of one command come to something by the intent, and how many went another way. */
export const judge = (
  some: readonly Ran[],
): { readonly allowed: boolean; readonly wrong: number } => ({
  allowed: some.some(({ cell }) => cell.expected.effect === "rows"),
  wrong: some.filter(({ cell, text }) => !holds(cell, text)).length,
});

/** Tables by actors of the application role. */
export function matrixOf(ran: readonly Ran[], role: string): Matrix {
  const own = ran.filter(({ cell }) => cell.role === role && cell.command !== "other");
  const actors = [...new Set(own.map(({ cell }) => cell.actor.name))];
  const tables = [...new Set(own.map(({ cell }) => cell.table))];
  const mark = (some: readonly Ran[]): string => {
    const { allowed, wrong } = judge(some);
    const [first] = some;
    const letter =
      first === undefined || first.cell.command === "other" ? "" : letters[first.cell.command];
    return `${allowed ? letter : "-"}${wrong > 0 ? "!" : ""}`;
  };
  return {
    actors,
    rows: tables.map((table) => ({
      table,
      marks: actors.map((actor) =>
        (["select", "insert", "update", "delete"] as const)
          .map((command) =>
            mark(
              own.filter(
                ({ cell }) =>
                  cell.table === table && cell.actor.name === actor && cell.command === command,
              ),
            ),
          )
          .join(""),
      ),
    })),
  };
}

/** For a narrow page: actors with the same marks stand together. */
export function matrixText({ actors, rows }: Matrix): string {
  return rows
    .map(({ table, marks }) => {
      const groups = new Map<string, string[]>();
      marks.forEach((mark, at) =>
        groups.set(mark, [...(groups.get(mark) ?? []), actors[at] ?? ""]),
      );
      const parts = [...groups].map(([mark, names]) => `${mark} ${names.join(", ")}`);
      return `${table}: ${parts.join("; ")}`;
    })
    .join("\n");
}
