import * as fc from "fast-check";
import {
  type Node,
  type ParseError,
  findNodeAtLocation,
  parse as parseJsonc,
  parseTree,
} from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { expect, test } from "vitest";
import { clients } from "../../../src/agents/clients/index.ts";
import type { Entry, Place } from "../../../src/agents/client.ts";
import { mergeEntry, removeEntry } from "../../../src/agents/merge.ts";
import { serverOf } from "../../../src/agents/server.ts";

const place: Place = {
  scope: "project",
  root: "/p",
  home: "/h",
  platform: "linux",
  env: {},
};

function entryOf(name: string): Entry {
  const client = clients.find((candidate) => candidate.name === name);
  if (client === undefined) throw new Error(name);
  return client.entry(place, serverOf(["NEON_API_KEY"]));
}
const inJson = entryOf("cursor");
const inToml = entryOf("codex");

/** Installs and gives back the text, the record and what a removal makes of a text. */
function install(entry: Entry, text: string) {
  const key = entry.format === "toml" ? "config.toml" : "mcp.json";
  const { text: merged, record, kept } = mergeEntry("c", key, text, entry, undefined);
  if (merged === undefined) throw new Error("nothing to write");
  const remove = (from: string) => {
    if (record === undefined) throw new Error(`nothing was installed: ${kept ?? ""}`);
    return removeEntry(key, from, record);
  };
  return { merged, record, kept, remove, key };
}

const files: readonly [what: string, before: string, after: string][] = [
  ["nothing in it", "", '{\n  "mcpServers": ENTRY2\n}\n'],
  ["an empty object", "{}", '{\n  "mcpServers": ENTRY2\n}'],
  ["an empty object over lines", "{\n}\n", '{\n  "mcpServers": ENTRY2\n}\n'],
  [
    "a comment behind the last member",
    '{\n\t"a": 1 // one\n}\n',
    '{\n\t"a": 1, // one\n\t"mcpServers": ENTRY\t\n}\n',
  ],
  ["a trailing comma", '{\n  "a": 1,\n}\n', '{\n  "a": 1,\n  "mcpServers": ENTRY2\n}\n'],
  ["all in one line", '{"a":1}', '{"a":1, "mcpServers": ENTRY0}'],
];

test.each(files)("a file with %s: what is added, and what comes back", (_, before, after) => {
  const nested = { "neon-dba": inJson.value };
  const printed = (unit: string): string =>
    JSON.stringify(nested, null, unit).replaceAll("\n", `\n${unit}`);
  const { merged, remove } = install(inJson, before);
  const expected = after
    .replace("ENTRY2", printed("  "))
    .replace("ENTRY\t", printed("\t"))
    .replace("ENTRY0", JSON.stringify(nested));
  expect(merged).toBe(expected);
  expect(remove(merged)).toEqual({ text: before });
});

test("Windows line ends, a byte order mark and tabs stay", () => {
  const before = '\uFEFF{\r\n\t"mcpServers": {\r\n\t\t"x": {}\r\n\t}\r\n}\r\n';
  const { merged, remove } = install(inJson, before);
  expect(
    merged.startsWith('\uFEFF{\r\n\t"mcpServers": {\r\n\t\t"x": {},\r\n\t\t"neon-dba": {'),
  ).toBe(true);
  expect(merged.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  expect(remove(merged).text).toBe(before);
});

const malformed: readonly [string, Entry, string, RegExp][] = [
  ["not closed", inJson, '{\n  "a": [1\n}', /line 3, column 1|line 3/],
  ["no object", inJson, "[]", /it is no object/],
  ["servers that are no object", inJson, '{"mcpServers": []}', /it is no object/],
  ["a key twice", inJson, '{"mcpServers": {}, "mcpServers": {}}', /stands there twice/],
  ["no TOML", inToml, 'a = 1\nb = "sk-secret', /line 2/],
  ["a table that is a value", inToml, "mcp_servers = 1\n", /is no table/],
  [
    "a table that is closed",
    inToml,
    'mcp_servers = { x = { command = "a" } }\n',
    /no place|cannot/,
  ],
];

test.each(malformed)("%s is refused, and nothing of it repeated", (_, entry, text, why) => {
  const refused = () => install(entry, text);
  expect(refused).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  expect(refused).toThrow(why);
  expect(refused).not.toThrow(/sk-secret/);
});

test("a server of the same name that is not ours stays, and so does ours once it was edited", () => {
  const theirs = '{"mcpServers": {"neon-dba": {"command": "mine"}}}';
  expect(install(inJson, theirs)).toMatchObject({
    merged: theirs,
    record: undefined,
    kept: expect.stringContaining("not written by neon-dba"),
  });
  const { merged, remove } = install(inJson, "{}");
  const edited = merged.replace("npx", "bunx");
  expect(remove(edited)).toEqual({ text: edited, kept: expect.stringContaining("edited") });
});

test("what others wrote meanwhile stays when ours goes", () => {
  const { merged, remove } = install(inJson, '{\n  "mcpServers": {}\n}\n');
  // as a program does that reads it all and writes it all
  const rewritten = JSON.stringify({ theme: "dark", ...(parseJsonc(merged) as object) }, null, 4);
  expect(parseJsonc(remove(rewritten).text ?? "")).toEqual({ theme: "dark", mcpServers: {} });
  const codex = install(inToml, 'model = "x"\n');
  const grown = `${codex.merged}\n# theirs\n[mcp_servers.other]\ncommand = "o"\n`;
  expect(codex.remove(grown).text).toBe(
    'model = "x"\n\n# theirs\n[mcp_servers.other]\ncommand = "o"\n',
  );
});

test("another version's entry takes the place of the old one; removal gives back what was before both", () => {
  const before = '{\n  // theirs\n  "mcpServers": {}\n}\n';
  const first = install(inJson, before);
  const newer: Entry = { ...inJson, value: { ...inJson.value, args: ["-y", "neon-dba@2"] } };
  const second = mergeEntry("c", "mcp.json", first.merged, newer, first.record);
  expect(second.text).toContain("neon-dba@2");
  expect(second.text?.match(/"neon-dba"/g)).toHaveLength(1);
  if (second.record === undefined) throw new Error("not recorded");
  expect(removeEntry("mcp.json", second.text, second.record)).toEqual({ text: before });
});

const space = fc.constantFrom(
  "",
  " ",
  "\n",
  "\r\n  ",
  "\t",
  " // said\n",
  '/* and, { "this": */',
  "\n  // x\n  ",
);
const key = fc.oneof(
  fc.constantFrom("mcpServers", "servers", "a", "neon-dba2", 'quo"ted'),
  fc.string(),
);
const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string());

/** JSONC in every shape: comments and white space anywhere, trailing commas, members of one object with different names. */
const document = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar.map((value) => JSON.stringify(value)),
    tie("object"),
    fc.array(tie("value"), { maxLength: 2 }).map((items) => `[${items.join(",")}]`),
  ),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(key, tie("value"), space, space), {
        maxLength: 3,
        selector: ([name]) => name,
      }),
      space,
      fc.boolean(),
    )
    .map(([members, before, trailing]) => {
      const printed = members.map(
        ([name, value, a, b]) => `${a}${JSON.stringify(name)}${b}:${a}${value}${b}`,
      );
      const comma = trailing && members.length > 0 ? "," : "";
      return `{${printed.join(",")}${comma}${before}}`;
    }),
})).object;

const behind = fc.constantFrom(
  "\n",
  ",",
  " ,\n",
  ' /* c */ ,"zz":1',
  ' // k\n , "zz": { },',
  ",\n// k\n",
);

test("installing and removing is the identity on any JSONC", () => {
  fc.assert(
    fc.property(document, space, space, behind, (object, before, after, more) => {
      const errors: ParseError[] = [];
      const text = `${before}${object}${after}`;
      const data = parseJsonc(text) as Record<string, unknown>;
      const taken = data["mcpServers"];
      fc.pre(
        taken === undefined ||
          (typeof taken === "object" && taken !== null && !Array.isArray(taken)),
      );
      const { merged, remove } = install(inJson, text);
      const now = parseJsonc(merged) as Record<string, Record<string, unknown>>;
      expect(now["mcpServers"]?.["neon-dba"]).toEqual(inJson.value);
      expect({ ...now, mcpServers: undefined }).toEqual({ ...data, mcpServers: undefined });
      expect(remove(merged)).toEqual({ text });
      // and when somebody wrote behind ours meanwhile, nothing but white space and commas is different
      const ours = findNodeAtLocation(parseTree(merged) as Node, [...inJson.path])?.parent as Node;
      const end = ours.offset + ours.length;
      const tail = `${more}${merged.slice(end)}`;
      const rest = remove(`${merged.slice(0, end)}${tail}`).text;
      expect(parseTree(rest ?? "", errors, { allowTrailingComma: true })).toBeDefined();
      expect(errors).toEqual([]);
      const left = /^[\s,]*$/.test(more) ? text : `${merged.slice(0, ours.offset)}${tail}`;
      expect(rest?.replaceAll(/[\s,]/g, "")).toBe(left.replaceAll(/[\s,]/g, ""));
    }),
    { numRuns: 500 },
  );
});

const bare = fc.constantFrom("a", "b-c", "mcp", '"quo ted"', "x1");
const tomlValue = fc.oneof(
  fc.integer().map(String),
  fc.boolean().map(String),
  fc.string().map((text) => JSON.stringify(text).replaceAll("\u007f", "")),
  fc.constantFrom(
    "[1, 2]",
    "{ a = 1 }",
    "1979-05-27T07:32:00Z",
    "'''\n[mcp_servers.neon-dba]\n'''",
    "9007199254740993",
  ),
);
const table = fc
  .tuple(
    fc.constantFrom("t", "mcp_servers.other", "mcp_servers.x-y", '"neon-dba"', "profiles.p"),
    fc.uniqueArray(fc.tuple(bare, tomlValue), { selector: ([name]) => name, maxLength: 3 }),
    fc.constantFrom("", "# said\n", "\n", "  # [mcp_servers.neon-dba]\n"),
  )
  .map(([name, pairs, note]) => ({
    name,
    text: `${note}[${name}] # here\n${pairs.map(([k, v]) => `${k} = ${v}\n`).join("")}`,
  }));

test("installing and removing is the identity on any TOML", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(table, { selector: ({ name }) => name, maxLength: 4 }),
      fc.boolean(),
      (tables, ended) => {
        const whole = `model = "m" # c\n${tables.map(({ text }) => text).join("")}`;
        const text = ended ? whole : whole.trimEnd();
        const { merged, remove } = install(inToml, text);
        const options = { integersAsBigInt: "asNeeded" } as const;
        expect(parseToml(merged, options)).toMatchObject({
          mcp_servers: { "neon-dba": { command: "npx" } },
        });
        expect(remove(merged)).toEqual({ text });
        const grown = `${merged}[later]\nx = 1\n`;
        expect(parseToml(remove(grown).text ?? "", options)).toEqual(
          parseToml(`${text}\n[later]\nx = 1\n`, options),
        );
      },
    ),
    { numRuns: 300 },
  );
});
