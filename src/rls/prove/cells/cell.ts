import type { Expected } from "../../oracle/expect.ts";
import { outcomeOf, type Trial } from "../try.ts";

/** One thing that one actor tries as one role, with what the intent says comes of it. */
export interface Cell extends Trial {
  /** Qualified name. */
  readonly table: string;
  /** As results name it: `insert a row of tenant B`. */
  readonly verb: string;
  /** The command whose policies decide. */
  readonly command: "select" | "insert" | "update" | "delete" | "other";
  readonly expected: Expected;
  /** What the text is: ids of rows, or their number. */
  readonly answer: "ids" | "number";
  /** Only compared with itself, when policies are weakened: the intent says nothing of it. */
  readonly probe?: boolean;
}

/** Whether what Postgres did is what the intent says. */
export function holds({ expected, answer }: Cell, text: string): boolean {
  const outcome = outcomeOf(text);
  if (outcome.kind === "error") return expected.effect === "nothing" && !tells(text);
  if (expected.effect === "nothing") return outcome.text === "" || outcome.text === "0";
  if (answer === "number") return outcome.text === String(expected.ids.length);
  const got = outcome.text.split("\n");
  return got.length === expected.ids.length && expected.ids.every((id) => got.includes(id));
}

/** An error whose detail shows a value of a row that may not be seen. */
const tells = (text: string): boolean => /^!23505.* Key \(/s.test(text);

export function printExpected({ expected, answer }: Cell): string {
  if (expected.effect === "nothing") return "nothing";
  const { length } = expected.ids;
  return answer === "number" || length > 0 ? rows(length) : "nothing";
}

const rows = (count: number): string => `${count} row${count === 1 ? "" : "s"}`;

export function printGot({ expected, answer }: Cell, text: string): string {
  const outcome = outcomeOf(text);
  if (outcome.kind === "error") return `${outcome.sqlstate} ${outcome.message}`;
  if (answer === "number") return rows(Number(outcome.text || 0));
  const got = outcome.text === "" ? [] : outcome.text.split("\n");
  const wanted = expected.effect === "rows" ? expected.ids : [];
  const [more, fewer] = [
    got.filter((id) => !wanted.includes(id)),
    wanted.filter((id) => !got.includes(id)),
  ];
  const parts = [
    more.length === 0 ? "" : `${more.length} too many (${more.slice(0, 2).join(", ")})`,
    fewer.length === 0 ? "" : `${fewer.length} missing (${fewer.slice(0, 2).join(", ")})`,
  ];
  return `${rows(got.length)}: ${parts.filter(Boolean).join(", ")}`;
}
