import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clients } from "../../../src/agents/clients/index.ts";
import { install, makePlace, put, remove, tree } from "./harness.ts";

const only = (client: string, variables: readonly string[] = []) => ({
  of: clients.filter(({ name }) => name === client),
  variables,
});

/** Installs beside a text, lets somebody change the file, removes: what is kept, and what stands there then; undefined where no file is. */
async function live(
  client: string,
  file: string,
  before: string | undefined,
  change: (text: string) => string,
) {
  const place = makePlace("project");
  const at = join(place.root, file);
  if (before !== undefined) put(place, file, before);
  await install(place, only(client));
  writeFileSync(at, change(readFileSync(at, "utf8")));
  const kept = await remove(place);
  return { kept, text: existsSync(at) ? readFileSync(at, "utf8") : undefined };
}

const grow = (text: string): string => text.replace('"n": 1', '"n": 2');

const neighbours: readonly [what: string, before: string][] = [
  [
    "an object in one line",
    '{\n  "n": 1,\n  "mcpServers": {\n    "b": { "command": "b", "args": ["x", "y"] }\n  },\n  "p": {}\n}\n',
  ],
  [
    "comments behind and below",
    '{\n\t"n": 1,\n\t"mcpServers": {\n\t\t"b": {} // note on b\n\t\t// and one more\n\t}\n}\n',
  ],
  ["all in one line", '{ "n": 1, "mcpServers": { "b": [1,2] } }'],
  ["no servers", '{"n": 1}'],
  ["no servers, over lines", '\uFEFF{\r\n  "n": 1 // one\r\n}\r\n'],
];

test.each(neighbours)("beside %s, ours goes alone after others wrote", async (_, before) => {
  expect(await live("cursor", ".cursor/mcp.json", before, grow)).toEqual({
    kept: [],
    text: grow(before),
  });
});

const rewritten: readonly [what: string, change: (text: string) => string, after: string][] = [
  [
    "a trailing comma behind ours",
    (text) => text.replace("]\n    }\n  }", "],\n    },\n  },"),
    '{\n  "n": 1,\n  "mcpServers": {\n    "b": {},\n  },\n}\n',
  ],
  [
    "a member behind ours",
    (text) => text.replace("]\n    }\n", ']\n    }, // ours\n    // theirs\n    "z": { }\n'),
    '{\n  "n": 1,\n  "mcpServers": {\n    "b": {},\n    // ours\n    // theirs\n    "z": { }\n  }\n}\n',
  ],
  [
    "a comment above ours, another behind",
    (text) =>
      text.replace('    "neon', '    // see wiki\n    "neon').replace("]\n    }", "]\n    } // x"),
    '{\n  "n": 1,\n  "mcpServers": {\n    "b": {}\n    // see wiki\n    // x\n  }\n}\n',
  ],
  [
    "a comma far behind ours",
    (text) => text.replace("]\n    }\n", ']\n    } /* a */ , "z": 1\n'),
    '{\n  "n": 1,\n  "mcpServers": {\n    "b": {},\n    /* a */  "z": 1\n  }\n}\n',
  ],
];

test.each(rewritten)("%s: what is left is whole", async (_, change, after) => {
  const before = '{\n  "n": 1,\n  "mcpServers": {\n    "b": {}\n  }\n}\n';
  expect(await live("cursor", ".cursor/mcp.json", before, change)).toEqual({
    kept: [],
    text: after,
  });
});

test("an update beside a neighbour that changed leaves its line alone", async () => {
  const place = makePlace("project");
  const before = '{\n  "n": 1,\n  "mcpServers": {\n    "b": { "args": ["x"] } // b\n  }\n}\n';
  const at = put(place, ".cursor/mcp.json", before);
  await install(place, only("cursor"));
  writeFileSync(at, grow(readFileSync(at, "utf8")));
  await install(place, only("cursor", ["NEON_API_KEY"]));
  expect(readFileSync(at, "utf8")).toContain(
    '\n    "b": { "args": ["x"] }, // b\n    "neon-dba": {\n',
  );
  await remove(place);
  expect(readFileSync(at, "utf8")).toBe(grow(before));
});

test("a file of ours in which somebody's comments are stays, and so does a parent of ours", async () => {
  const note = (text: string): string => `// Team note\n${text}`;
  expect((await live("cursor", ".cursor/mcp.json", undefined, note)).text).toBe(
    "// Team note\n{\n}\n",
  );
  const inner = (text: string): string =>
    text.replace('"mcpServers": {', '"mcpServers": {\n    // ask first');
  expect((await live("cursor", ".cursor/mcp.json", undefined, inner)).text).toBe(
    '{\n  "mcpServers": {\n    // ask first\n  }\n}\n',
  );
  const rewrite = (text: string): string => `${JSON.stringify(JSON.parse(text))}\n`;
  expect(await live("cursor", ".cursor/mcp.json", undefined, rewrite)).toEqual({ kept: [] });
  const trailing = (text: string): string =>
    text.replaceAll(/(?<=[\]}])\n/g, ",\n").replace(/,\n$/, "\n");
  expect(await live("cursor", ".cursor/mcp.json", undefined, trailing)).toEqual({ kept: [] });
});

test("a file with only a comment and no line end gets ours behind it", async () => {
  for (const before of ["// mine", "\uFEFF/* mine */", " "]) {
    const place = makePlace("project");
    const at = put(place, ".cursor/mcp.json", before);
    await install(place, only("cursor"));
    expect(
      readFileSync(at, "utf8").startsWith(before.trim() === "" ? " {\n" : `${before}\n{\n`),
    ).toBe(true);
    await remove(place);
    expect(readFileSync(at, "utf8")).toBe(before);
  }
});

test("TOML: a server that somebody wrote in another form stays, and is told", async () => {
  const inline = (text: string): string =>
    text
      .replace("[mcp_servers.neon-dba]\n", "[mcp_servers]\nneon-dba = { ")
      .replaceAll(/\n(?=args|startup)/g, ", ")
      .replace(/\n$/, " }\n");
  const { kept, text } = await live("codex", ".codex/config.toml", 'model = "x"\n', inline);
  expect(kept).toEqual([
    ".codex/config.toml: its server `neon-dba` is written in another form; take it out by hand",
  ]);
  expect(text).toContain("neon-dba = { command");

  const place = makePlace("project");
  await install(place, only("codex"));
  const at = join(place.root, ".codex/config.toml");
  writeFileSync(at, inline(readFileSync(at, "utf8")));
  const installed = tree(place.root);
  expect((await install(place, only("codex", ["NEON_API_KEY"]))).join("\n")).toMatch(/by hand/);
  expect(readFileSync(at, "utf8")).toBe(installed[".codex/config.toml"]?.replace(/^\d+ /, ""));
});

test("TOML: coming and going leaves no empty lines behind", async () => {
  for (const model of ['model = "x"\n', '# c\n\nmodel = "x"\n\n']) {
    const change = (text: string): string => text.replace("x", "y");
    const { text } = await live("codex", ".codex/config.toml", model, change);
    expect(text).toBe(change(model));
  }
  const grown = (text: string): string => `${text}\n[z]\na = 1\n`;
  expect((await live("codex", ".codex/config.toml", undefined, grown)).text).toBe("[z]\na = 1\n");
});

test("a file that was renamed to the client's other name is found", async () => {
  for (const before of [undefined, '{ "theme": "x" }\n']) {
    const place = makePlace("project");
    if (before !== undefined) put(place, "opencode.json", before);
    await install(place, only("opencode"));
    const [from, to] = ["opencode.json", "opencode.jsonc"].map((name) => join(place.root, name));
    renameSync(from ?? "", to ?? "");
    expect(await remove(place)).toEqual([]);
    expect(tree(place.root)).toEqual(
      before === undefined ? {} : { "opencode.jsonc": `${0o644} ${before}` },
    );
  }
});
