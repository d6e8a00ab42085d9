import { identifier } from "../../core/identifier.ts";

/** A name in our sentences. */
export const code = (name: string): string => `\`${identifier(name)}\``;

/** Names in our sentences; of many, the first. */
export function listed(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).map(code).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `1 row`, `1,204 rows`. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** `1 row points`, `2 rows point`. */
export const rowsThat = (count: number, verb: string): string =>
  `${counted(count, "row")} ${count === 1 ? (singulars[verb] ?? `${verb}s`) : verb}`;

const singulars: Readonly<Record<string, string>> = { have: "has", are: "is", do: "does" };

/** Words of a name: `userId`, `user_id` and `USER-ID` are `user_id`. */
export const words = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[\s-]+/g, "_")
    .toLowerCase();

/** `categories` is `category`, `boxes` is `box`, `users` is `user`. */
export function singular(name: string): string {
  if (name.endsWith("ies")) return `${name.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(name)) return name.replace(/es$/, "");
  return /[^s]s$/.test(name) ? name.slice(0, -1) : name;
}

/** Names of columns whose values are people's own; they are counted and never shown. */
export const PERSONAL =
  /(^|_)(e_?mail|phone|mobile|first_name|last_name|full_name|surname|birth|dob|ssn|passport|iban|address|ip|password|token|secret|user_?name|login|name)($|_)/;

/** Types that hold text as it was typed. */
export const isText = (type: string): boolean =>
  /^(text|character|bpchar|([\w"]+\.)?citext)\b/.test(type) && !type.endsWith("[]");
