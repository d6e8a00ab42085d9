import type { TableRules } from "./rules.ts";
import { withGuards } from "./refusal.ts";

const WIDTH = 100;

/** What a model says of its columns. */
interface Members {
  /** `self.status` */
  readonly member: (column: string) => string;
  readonly has: (column: string) => boolean;
  readonly mayBeNone: (column: string) => boolean;
  /** May be left out without being NULL: a check that asks for NULL waits until it is given. */
  readonly mayBeUnset: (column: string) => boolean;
}

/** The method that refuses what the checks refuse; nothing where there are none. */
export function validator(
  { refusals }: TableRules,
  className: string,
  { member, has, mayBeNone, mayBeUnset }: Members,
): string[] {
  const asked = refusals.filter(({ columns, asksNull }) => [...columns, ...asksNull].every(has));
  const lines = asked.flatMap(({ name, code, columns, asksNull }) => {
    const guarded = withGuards(code, columns.filter(mayBeNone).map(member));
    const wait = asksNull.filter(mayBeUnset).map((column) => `"${member(column).slice(5)}"`);
    const condition =
      wait.length === 0
        ? guarded
        : `{${wait.join(", ")}} <= self.model_fields_set and (${guarded})`;
    return [...ifLine(condition), `            raise ValueError(${JSON.stringify(name)})`];
  });
  if (lines.length === 0) return [];
  return [
    "",
    '    @model_validator(mode="after")',
    `    def obeys_checks(self) -> "${className}":`,
    ...lines,
    "        return self",
  ];
}

function ifLine(condition: string): string[] {
  const line = `        if ${condition}:`;
  if (line.length <= WIDTH) return [line];
  return [
    "        if (",
    `            ${condition.replaceAll(" and ", "\n            and ")}`,
    "        ):",
  ];
}
