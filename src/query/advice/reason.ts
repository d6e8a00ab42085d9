import type { Candidate } from "./candidate.ts";
import { describe, type Definition } from "./candidates/definition.ts";
import type { Instead } from "./search/steady.ts";

/** What an index other than a btree is for, by method and the beginning of the operator class or the column's type. */
const purposes: readonly (readonly [method: RegExp, about: RegExp, (key: string) => string])[] = [
  [/brin/, /^/, (key) => `Skips blocks by ${key}`],
  [/hash/, /^/, (key) => `Finds rows by equality of ${key}, at four bytes a value`],
  [/gin|gist/, /trgm_ops/, (key) => `Finds rows by a part of the text of ${key}`],
  [/gin/, /jsonb/, (key) => `Finds rows whose ${key} contains the given document`],
  [/gin/, /\[\]$/, (key) => `Finds rows by elements of ${key}`],
  [/gin|gist/, /tsvector/, (key) => `Finds rows by the words of ${key}`],
  [/gist/, /range$/, (key) => `Finds rows whose ${key} overlaps or contains what is given`],
  [/gist/, /inet_ops/, (key) => `Finds rows by the network of ${key}`],
  [/gist/, /^/, (key) => `Finds rows by where ${key} lies`],
  [/^/, /^/, (key) => `Finds rows by what ${key} contains`],
];

/** Shares of the cost below this are told in words. */
const hardly = 0.0005;
/** From this many times on, a share in percent is hard to read. */
const manyTimes = 10;

/** Why: what it does, for how many queries, and what the workload would cost without it. `after` is the cost with it. */
export function reasonFor(
  { definition }: Candidate,
  {
    usedBy,
    after,
    without,
    instead,
  }: {
    readonly usedBy: readonly number[];
    readonly after: number;
    readonly without: number;
    readonly instead: Instead | undefined;
  },
): string {
  const only = definition.where === undefined ? "" : ` among those where ${definition.where}`;
  const alone = definition.include.length === 0 ? "" : ", without visiting the table";
  const queries = usedBy.length === 1 ? "1 query" : `${usedBy.length} queries`;
  return `${purposeOf(definition)}${only}${alone}, for ${queries}. ${difference(after, without)}${steadiness(definition, instead)}`;
}

/** The planner knows how many rows a value has, not where they lie. */
function steadiness({ keys }: Definition, instead: Instead | undefined): string {
  if (instead === undefined) return "";
  const first = keys[0]?.text ?? "";
  return ` Chosen over ${describe(instead.definition)}, by the planner's estimate ${Math.round(instead.saves * 100)} % cheaper: that one is read until enough rows have come, to its end for a value of ${first} with few; this one reads what it returns, whatever the value.`;
}

function purposeOf({ method, keys, table }: Definition): string {
  const key = keys.map(({ text }) => text).join(", ");
  if (method === "btree") return `Finds rows by ${key}`;
  const about = keys
    .map(({ text, suffix, columns }) => {
      if (/^\(?to_tsvector/.test(text)) return "tsvector";
      return suffix.trim() || (table.columns.get(columns[0] ?? "")?.type ?? "");
    })
    .join();
  const purpose = purposes.find(([of, what]) => of.test(method) && what.test(about));
  return purpose?.[2](key) ?? `Finds rows by ${key}`;
}

function difference(after: number, without: number): string {
  const share = after > 0 ? without / after - 1 : 0;
  if (share < hardly) return "Those become cheaper; the workload as a whole hardly does.";
  if (share >= manyTimes)
    return `Without it the workload would cost ${Math.round(share + 1)} times as much.`;
  return `Without it the workload would cost ${(share * 100).toFixed(share < 0.1 ? 1 : 0)} % more.`;
}
