import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { words } from "../../security/facts/columns.ts";
import { isTime } from "./columns.ts";

export interface Period {
  readonly start: Column;
  readonly end: Column;
}

const ENDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(.*_)?start(_.*)?$/, ["end", "stop", "finish"]],
  [/^(.*_)?starts(_.*)?$/, ["ends"]],
  [/^(.*_)?started(_.*)?$/, ["ended", "finished", "stopped"]],
  [/^(.*_)?begin(_.*)?$/, ["end"]],
  [/^(.*_)?from(_.*)?$/, ["to", "until", "till", "thru"]],
  [/^(.*_)?check_in(_.*)?$/, ["check_out"]],
  [/^(.*_)?since(_.*)?$/, ["until"]],
];

/** Pairs of columns of one type that are named as beginning and end: `starts_at` and `ends_at`. */
export function periodsOf({ columns }: Table): Period[] {
  const times = columns.filter(isTime);
  return times.flatMap((start) => {
    const name = words(start.name);
    const found = ENDS.find(([pattern]) => pattern.test(name));
    if (found === undefined) return [];
    const [, before = "", after = ""] = found[0].exec(name) ?? [];
    const end = times.find(
      (column) =>
        column.type === start.type &&
        found[1].some((word) => words(column.name) === `${before}${word}${after}`),
    );
    return end === undefined ? [] : [{ start, end }];
  });
}
