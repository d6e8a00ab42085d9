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
export function holds(cell: Cell, text: string): boolean {
  const { expected, answer } = cell;
  const outcome = outcomeOf(text);
  if (outcome.kind === "error")
    return expected.effect === "nothing" && !tells(text) && !isStartled(cell, text);
  if (expected.effect === "nothing") return outcome.text === "" || outcome.text === "0";
  if (answer === "number") return outcome.text === String(expected.ids.length);
  const got = outcome.text.split("\n");
  return got.length === expected.ids.length && expected.ids.every((id) => got.includes(id));
}

/** An error whose detail shows a value of a row that may not be seen. */
const tells = (text: string): boolean => /^!23505.* Key \(/s.test(text);

/**
 * Whoever reads without a context, with an empty one, as a pooled connection has after the first transaction, or with one that is no id,
 * reads nothing: a cast that fails is an outage of whatever runs before somebody signs in. 42501 is that there is no grant at all.
 */
const isStartled = ({ actor, command }: Cell, text: string): boolean =>
  actor.kind === "nobody" && command === "select" && /^!(?!42501)/.test(text);

export function printExpected(cell: Cell, text: string): string {
  const { expected, answer } = cell;
  if (expected.effect === "nothing")
    return isStartled(cell, text) ? "no rows and no error" : "nothing";
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
