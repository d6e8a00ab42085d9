import type { Part } from "./part.ts";

/** What a statement says of what: nothing where it is no COMMENT. */
const pattern = /^COMMENT ON (.*?) IS (NULL|E?'.*)$/s;

export function isComment(statement: string): boolean {
  return pattern.test(statement);
}

/** From the comments of one side's object to those of the other's. */
export function commentChanges(a: Part, b: Part): string[] {
  const [before, after] = [commentsOf(a), commentsOf(b)];
  const gone = [...before.keys()].filter((target) => !after.has(target));
  return [
    ...gone.map((target) => `COMMENT ON ${target} IS NULL`),
    ...[...after]
      .filter(([target, text]) => before.get(target) !== text)
      .map(([target, text]) => `COMMENT ON ${target} IS ${text}`),
  ];
}

function commentsOf({ statements }: Part): Map<string, string> {
  return new Map(
    statements.flatMap((statement): [string, string][] => {
      const [, target = "", text = ""] = pattern.exec(statement) ?? [];
      return target === "" ? [] : [[target, text]];
    }),
  );
}
