import type * as z from "zod";
import { identifier } from "./identifier.ts";
import { fieldsAt, namesOf, wanted } from "./input-form.ts";
import { nearest } from "./nearest.ts";

/** One place of an input that is not of its form. */
interface Fault {
  readonly path: readonly PropertyKey[];
  /** A sentence's end, as `` is missing: one of "shadow", "branch" ``. It repeats nothing of the input but names of fields. */
  readonly what: string;
}

/** Holds an input against the form that refused it, and says of each place which values there are. */
export function inputFaults(form: z.ZodType, given: unknown, error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue) => faultsOf({ form, given }, issue));
}

/** Where a fault is, as `` `to.file` ``, and what it is. Of the whole input, whose fields are told elsewhere, no place. */
export const faultText = ({ path, what }: Fault, within: readonly string[] = []): string => {
  const place = [...within, ...path].map((part) => identifier(String(part))).join(".");
  return place === "" ? what.replace(/^has /, "") : `\`${place}\` ${what}`;
};

interface Refused {
  readonly form: z.ZodType;
  readonly given: unknown;
}

/** The same of one issue. */
export function faultsOf(
  refused: Refused,
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[] = [],
): Fault[] {
  const path = [...above, ...issue.path];
  const fields = fieldsAt(refused.form, path);
  const value = valueAt(refused.given, path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path, what: unknownText(refused.form, path, key) }));
  const deeper = issue.code === "invalid_union" ? likeliest(issue.errors) : undefined;
  if (deeper !== undefined) return deeper.flatMap((each) => faultsOf(refused, each, path));
  const forms = [...new Set(fields.map(wanted))].join(", or ") || "another value";
  if (value === undefined) return [{ path, what: `is missing: ${forms}` }];
  const what =
    issue.code === "invalid_value"
      ? `must be ${forms}${insteadOf(value, forms) || perhaps(value, issue.values)}`
      : issue.code === "invalid_type" || issue.code === "invalid_union"
        ? `must be ${forms}${insteadOf(value, forms)}`
        : refusedText(issue.message);
  return [{ path, what }];
}

/** Of a union's members the one whose faults all lie inside of it: the value is of its kind. */
function likeliest(members: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  return members.find(
    (issues) =>
      issues.length > 0 &&
      issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"),
  );
}

function unknownText(form: z.ZodType, path: readonly PropertyKey[], key: string): string {
  const known = [...new Set(fieldsAt(form, path).flatMap(namesOf))];
  const name = identifier(key.slice(0, 60));
  const holder = path.length === 0 ? holderOf(form, key) : undefined;
  const advice = holder === undefined ? perhaps(key, known) : `; it belongs into \`${holder}\``;
  const shown = path.length > 0 && advice === "" && known.length > 0;
  return `has no such field: ${name}${shown ? `; there are ${known.join(", ")}` : advice}`;
}

/** The field that takes this one inside of it: many write `branch` beside `target`. */
const holderOf = (form: z.ZodType, key: string): string | undefined =>
  namesOf(form).find((name) => fieldsAt(form, [name]).flatMap(namesOf).includes(key));

function perhaps(value: unknown, values: readonly unknown[]): string {
  const options = values.filter((each) => typeof each === "string");
  const [close] = typeof value === "string" && options.length > 1 ? nearest(value, options, 1) : [];
  return close === undefined ? "" : `; perhaps ${JSON.stringify(close)}`;
}

/** What it is instead, where that is another kind. A list or an object in a string is what models write most. */
function insteadOf(value: unknown, forms: string): string {
  if (typeof value === "number" && forms === "a whole number") return ", not a fraction";
  if (typeof value !== "string") return `, not ${kindOf(value)}`;
  if (/^(one of )?"/.test(forms)) return "";
  return /^\s*[[{]/.test(value) ? ", itself and not as JSON in a string" : ", not a string";
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    given,
  );
}

/** Of Zod, whose sentences quote nothing but bounds: `too small: expected number to be >0`. */
function refusedText(message: string): string {
  const sentence = `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
  return sentence.startsWith("too ") ? `is ${sentence}` : `is refused: ${sentence}`;
}
