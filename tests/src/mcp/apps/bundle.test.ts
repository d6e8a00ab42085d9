import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bundle } from "../../../../src/mcp/apps/bundle.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-bundle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, ...lines: string[]): string => {
  const file = join(folder, name);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  return file;
};

test("each module once, after those it needs, without comments and with what they hold in strings", () => {
  write("base.js", "/** @param {string} a */", "export const base = (a) => `${a} /** kept */`;");
  write("left.js", 'import { base } from "./base.js";', "export const left = base(1);");
  write(
    "right.js",
    "import {",
    "  base,",
    '} from "./base.js";',
    "// the same again",
    "export const right = base(2);",
  );
  const entry = write(
    "page.js",
    'import { left } from "./left.js";',
    'import { right } from "./right.js";',
    "/**",
    " * Two lines * and a star.",
    " */",
    "const page = /** @type {string[]} */ ([left, right]); // told",
    "globalThis.page = page;",
  );
  expect(bundle(entry)).toMatchInlineSnapshot(`
    "const base = (a) => \`\${a} /** kept */\`;
    const left = base(1);
    const right = base(2);
    const page = /** @type {string[]} */ ([left, right]); // told
    globalThis.page = page;
    "
  `);
});

test("line ends are those that a browser hashes", () => {
  expect(bundle(write("crlf.js", "const a = 1;\r", "const b = 2;\r"))).toBe(
    "const a = 1;\nconst b = 2;\n",
  );
});
