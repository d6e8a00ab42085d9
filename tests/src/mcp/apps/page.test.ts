import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { page } from "../../../../src/mcp/apps/page.ts";
import { pictures } from "../../../../src/mcp/apps/pictures.ts";
import { toolsets } from "../../../../tools/index.ts";

const apps = resolve(import.meta.dirname, "../../../../src/apps");

test("every folder of a page is a picture, every picture is some tool's, and every tool's picture is there", () => {
  const folders = readdirSync(apps, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "shared")
    .map(({ name }) => name);
  const names = pictures.map(({ name }) => name);
  const tools = Object.values(toolsets).flatMap((toolset) => [...toolset.tools]);
  const drawn = tools.flatMap(({ picture }) => (picture === undefined ? [] : [picture]));
  expect(names.toSorted()).toEqual(folders.toSorted());
  expect([...new Set(drawn)].toSorted()).toEqual(names.toSorted());
});

test.each(pictures)("$name is one document with a policy that names what it holds", (picture) => {
  const html = page(picture);
  const [, policy = ""] =
    /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(html) ?? [];
  const hash = (text = ""): string =>
    `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const held = (tag: string): (string | undefined)[] =>
    [...html.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, "g"))].map(([, text]) => text);
  expect(held("script")).toHaveLength(1);
  expect(held("style")).toHaveLength(1);
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `script-src ${hash(held("script")[0])}`,
    `style-src ${hash(held("style")[0])}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
  expect(html).not.toMatch(/innerHTML|insertAdjacentHTML|https?:|\bsrc=|\burl\(|\bfetch\(|@import/);
  expect(Buffer.byteLength(html)).toBeLessThan(40_000);
});

test("the scripts of the pages pass the type checker", () => {
  const tsc = resolve(apps, "../../node_modules/.bin/tsc");
  expect(() => execFileSync(tsc, ["-p", apps], { stdio: "pipe" })).not.toThrow();
});
