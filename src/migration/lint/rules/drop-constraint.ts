import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { alterCommands } from "./facts/alter-table.ts";
import { code, tableOf } from "./facts/names.ts";
import { final, inUse } from "./facts/set.ts";

export const dropConstraint: LintRule = {
  id: "drop-constraint",
  title: "Guarantee given up",
  condition: "A constraint that was there is dropped, and the set adds none in its place.",
  effect:
    "From then on rows may be written that it forbade; ON CONFLICT and plans that relied on it fail or get slow.",
  workaround: "Add the constraint that takes its place first, or say in a comment why it goes.",
  *check(set) {
    for (const at of set.statements)
      for (const { table, name } of alterCommands(at, "AT_DropConstraint")) {
        if (!inUse(set, at, table)) continue;
        const constraint = tableOf(at.before, table)?.constraints.find((one) => one.name === name);
        const last = final(set);
        const left = last && tableOf(last, table);
        if (constraint === undefined || left === undefined) continue;
        const { kind, columns } = constraint;
        const replaced = left.constraints.some(
          (other) =>
            other.kind === kind &&
            (other.name === name || columns.every((c) => other.columns.includes(c))),
        );
        const proved =
          kind === "check" &&
          / IS NOT NULL\)+$/.test(constraint.definition) &&
          left.columns.some((column) => column.name === columns[0] && column.notNull !== null);
        if (replaced || proved) continue;
        yield {
          level: kind === "primary key" ? "error" : "warning",
          at,
          object: `${table}.${quoteIdentifier(name)}`,
          message: `${code(name)} of ${code(table)} (${code(constraint.definition)}) is dropped and nothing takes its place: ${EFFECTS[kind]}. Add what replaces it before it goes, NOT VALID or by a unique index built CONCURRENTLY.`,
          evidence: "measured",
        };
      }
  },
};

const EFFECTS = {
  "primary key":
    "duplicates and NULLs may be written, ON CONFLICT on it fails, and logical replication refuses updates and deletes of the table",
  unique: "duplicates may be written, and ON CONFLICT on it fails",
  "foreign key": "rows may point to what is not there, and deletes no longer cascade or stop",
  check: "rows may be written that it forbade",
  exclusion: "rows may be written that conflict",
};
