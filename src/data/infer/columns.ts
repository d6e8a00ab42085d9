import { identifier } from "../../core/identifier.ts";
import { judge } from "./judge.ts";
import { dayOrder, hasTime, looksLike, nearlyLooksLike, ODD } from "./shapes.ts";

/** A column of the file, with what was found about it. */
export interface Inferred {
  readonly name: string;
  readonly type: string;
  readonly note?: string;
}

export interface Inference {
  readonly columns: readonly Inferred[];
  readonly questions: readonly string[];
  /** How dates in numbers alone are to be read. */
  readonly dates: "DMY" | "MDY" | undefined;
}

export interface Given {
  readonly types: Readonly<Record<string, string>>;
  readonly dates: "DMY" | "MDY" | undefined;
}

const ASKED = 1000;

/** Types for columns by samples of their values. What could be two things is a question, never a guess. */
export async function inferColumns(
  all: readonly { readonly name: string; readonly values: readonly string[] }[],
  given: Given,
  context: Omit<Parameters<typeof judge>[1], "dates">,
): Promise<Inference> {
  const samples = all.map(({ name, values }) => ({ name, values: values.filter(isStorable) }));
  const near = samples.map(({ values }) =>
    looksLike(values).length === 1 && dayOrder(values) === undefined
      ? nearlyLooksLike(values)
      : undefined,
  );
  const orders = samples.map(({ values }, index) =>
    dayOrder(values.filter((value) => !near[index]?.odd.includes(value))),
  );
  const questions: string[] = [];
  const open = samples.filter(
    ({ name }, index) => orders[index] !== undefined && given.types[name] === undefined,
  );
  const told = new Set(orders.filter((order) => order !== undefined && order !== "both"));
  const dates =
    given.dates ?? (told.size === 1 ? (Array.from(told)[0] as "DMY" | "MDY") : undefined);
  if (open.length > 0 && dates === undefined)
    questions.push(
      `Which comes first in ${list(open)}, day or month (${quoted(open[0]?.values[0])})? options.dates "DMY" or "MDY"; options.types {column: "text"} keeps the text.`,
    );
  const wanted = samples.map(({ name, values }, index) => {
    const type = given.types[name];
    if (type !== undefined) return [type];
    if (orders[index] === undefined || dates === undefined)
      return near[index] === undefined ? looksLike(values) : [near[index].type, "text"];
    return [hasTime(values) ? "timestamp without time zone" : "date", "text"];
  });
  const judged = await judge(
    samples.map(({ values }, index) => ({
      values: Array.from(new Set([...(near[index]?.odd ?? []), ...some(values)])),
      types: wanted[index] ?? [],
    })),
    { ...context, dates },
  );
  const columns = samples.map(({ name, values }, index): Inferred => {
    const types = wanted[index] ?? [];
    const refusals = judged[index];
    const takes = (each: string): boolean => (refusals?.get(each) ?? []).length === 0;
    const type = types.find(takes) ?? types[0] ?? "text";
    const [refused] = refusals?.get(type) ?? [];
    if (refused !== undefined) return { name, type, note: `does not take ${quoted(refused)}` };
    if (values.length === 0) return { name, type, note: "no value in the sample" };
    const fine = type.startsWith("time") ? values.find((value) => FINE.test(value)) : undefined;
    if (fine !== undefined) return { name, type, note: `rounds ${quoted(fine)} to microseconds` };
    return { name, type };
  });
  for (const [index, { name, type }] of columns.entries()) {
    const [looked = "text"] = wanted[index] ?? [];
    const odd = judged[index]?.get(looked) ?? [];
    const values = samples[index]?.values ?? [];
    if (type === "text" && looked !== "text" && looked !== "jsonb")
      questions.push(...aboutOdd(name, looked, odd, values));
  }
  const zoneless = columns.filter(
    ({ name, type }) => type === "timestamp without time zone" && given.types[name] === undefined,
  );
  if (zoneless.length > 0)
    questions.push(
      `${list(zoneless)} ${zoneless.length === 1 ? "has" : "have"} no zone: options.types {${zoneless.map(({ name }) => `"${identifier(name)}": "timestamptz"`).join(", ")}} reads UTC, "timestamp" keeps what it says.`,
    );
  return { columns, questions, dates };
}

/** A column that would be of its type but for a few values: neither are they thrown out nor is the type without a word. */
function aboutOdd(
  name: string,
  type: string,
  odd: readonly string[],
  values: readonly string[],
): readonly string[] {
  if (odd.length > ODD.most || values.length < ODD.among) return [];
  const few = odd.map(quoted).join(", ");
  const key = `"${identifier(name)}"`;
  return [
    `\`${identifier(name)}\` is ${type} but for ${few} (${odd.length} of ${values.length} different values seen): options.types {${key}: "${type}"} sets such rows aside, with their lines; {${key}: "text"} keeps all.`,
  ];
}

/** All are looked at here, and these by Postgres, the longest among them: numbers that are too large are long. */
function some(values: readonly string[]): readonly string[] {
  if (values.length <= ASKED) return values;
  const longest = values.toSorted((a, b) => b.length - a.length).slice(0, ASKED / 2);
  return [...longest, ...values.slice(-ASKED / 2)];
}

/** No type has them, and the question itself could not be asked: their rows are set aside when they are loaded. */
const isStorable = (value: string): boolean =>
  !value.includes("\0") && !/\p{Surrogate}/u.test(value);

/** A time with more digits than Postgres keeps. */
const FINE = /:\d{2}\.\d{6}\d*[1-9]/;

const list = (columns: readonly { readonly name: string }[]): string =>
  columns.map(({ name }) => `\`${identifier(name)}\``).join(", ");

const quoted = (value = ""): string => `\`${identifier(value)}\``;
