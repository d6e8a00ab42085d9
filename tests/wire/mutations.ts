import type { Random } from "./random.ts";

/** A JSON-RPC message before it is spoiled. */
export interface Seed {
  readonly era: "modern" | "legacy";
  readonly message: Record<string, unknown>;
}

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "fuzz", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

const requests: readonly [string, object][] = [
  ["tools/call", { name: "run_sql", arguments: { sql: "select 1 as one" } }],
  ["tools/call", { name: "explain_query", arguments: { sql: "select 1" } }],
  ["tools/call", { name: "none_such", arguments: {} }],
  ["resources/list", {}],
  ["resources/read", { uri: "skill://none/SKILL.md" }],
  ["prompts/get", { name: "none", arguments: { a: "b" } }],
  [
    "completion/complete",
    { ref: { type: "ref/prompt", name: "none" }, argument: { name: "a", value: "" } },
  ],
  ["none/such", { a: [1, { b: null }] }],
];
const modernOnly: readonly [string, object][] = [["server/discover", {}]];
const legacyOnly: readonly [string, object][] = [
  ["ping", {}],
  [
    "initialize",
    { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "fuzz", version: "1" } },
  ],
  ["notifications/cancelled", { requestId: 1, reason: "x" }],
  ["notifications/initialized", {}],
];

/** A valid message of either era. A list of all tools is the longest answer there is, so it is asked for seldom. */
export function validMessage(random: Random): Seed {
  const era = random.pick<Seed["era"]>(["modern", "legacy"]);
  const own = era === "modern" ? modernOnly : legacyOnly;
  const [method, params] = random.chance(0.01)
    ? (["tools/list", {}] as const)
    : random.pick([...requests, ...own] as [[string, object], ...[string, object][]]);
  const isNotification = method.startsWith("notifications/");
  const message = {
    jsonrpc: "2.0",
    ...(isNotification ? {} : { id: random.below(1_000_000) }),
    method,
    params: era === "modern" ? { ...params, _meta: meta } : params,
  };
  return { era, message: structuredClone(message) };
}

const deep = (levels: number, open: string, close: string): string =>
  open.repeat(levels) + close.repeat(levels);

/** JSON texts that are put where something else stood. */
const strangeValues: readonly [string, ...string[]] = [
  "null",
  "true",
  "0",
  "-1",
  "1.5",
  "1e999",
  "-0",
  "9007199254740993",
  "123456789012345678901234567890",
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\u202e\\u200b"',
  "[]",
  "{}",
  "[[],{}]",
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"hasOwnProperty":2,"then":3}',
  '"__proto__"',
  '"constructor"',
  '"2.0"',
  '"1.0"',
  deep(10_000, "[", "]"),
  `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  JSON.stringify("x".repeat(20_000)),
  "1".repeat(5_000),
  JSON.stringify("𝕊".repeat(2_000)),
];

/** The same message as JSON text with one or two things wrong. */
export function mutate(random: Random, message: Record<string, unknown>): string {
  let text = JSON.stringify(message);
  for (let left = random.pick([1, 1, 2]); left > 0; left -= 1) text = mutateOnce(random, text);
  return text;
}

function mutateOnce(random: Random, text: string): string {
  switch (random.below(9)) {
    case 0:
      return text.slice(0, random.below(text.length));
    case 1:
      return replaceValue(random, text);
    case 2:
      return replaceValue(random, text);
    case 3:
      return addKey(random, text);
    case 4:
      return dropKey(random, text);
    case 5:
      return flipCharacters(random, text);
    case 6:
      return `[${Array.from({ length: random.below(4) }, () => text).join(",")}]`;
    case 7:
      return text.replace(/"id":\d+/, `"id":${random.pick(strangeValues)}`);
    default:
      return (
        random.pick(["", " ", "\ufeff", "null,", "{}"]) +
        text +
        random.pick(["", "\n\n", "}", "\0", text])
      );
  }
}

const valuePattern = /:("(?:[^"\\]|\\.)*"|-?\d+|\{\}|\[\]|true|false|null)/g;

function replaceValue(random: Random, text: string): string {
  const places = [...text.matchAll(valuePattern)];
  const place = places[random.below(places.length)];
  if (place === undefined) return text;
  const { index, 0: found } = place;
  return `${text.slice(0, index)}:${random.pick(strangeValues)}${text.slice(index + found.length)}`;
}

const names = [
  "__proto__",
  "constructor",
  "prototype",
  "id",
  "method",
  "params",
  "jsonrpc",
  "result",
  "error",
  "_meta",
  "name",
  "arguments",
  "progressToken",
] as const;

/** Another member at the beginning or the end of some object, often one that is there already. */
function addKey(random: Random, text: string): string {
  const member = `"${random.pick(names)}":${random.pick(strangeValues)}`;
  const places = [...text.matchAll(/\{/g)].map(({ index }) => index);
  const at = places[random.below(places.length)];
  if (at === undefined) return text;
  const comma = text[at + 1] === "}" ? "" : ",";
  return `${text.slice(0, at + 1)}${member}${comma}${text.slice(at + 1)}`;
}

const dropKey = (random: Random, text: string): string => {
  const places = [...text.matchAll(/"[\w/.]+":(?:"[^"]*"|\d+),/g)];
  const place = places[random.below(places.length)];
  if (place === undefined) return text;
  return text.slice(0, place.index) + text.slice(place.index + place[0].length);
};

function flipCharacters(random: Random, text: string): string {
  const at = random.below(text.length);
  const junk = random.pick(["\\", '"', "{", "}", "]", ",", ":", "\u0000", "\u2028", "é", "1"]);
  return text.slice(0, at) + junk + text.slice(at + random.below(3));
}
