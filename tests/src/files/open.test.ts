import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from "node:fs";
import { open, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { ToolError } from "../../../src/core/errors.ts";
import { isAt } from "../../../src/files/is-at.ts";
import { openToRead, openToWrite, type OpenFile } from "../../../src/files/open.ts";

const place = realpathSync(mkdtempSync(join(tmpdir(), "neon-dba-files-")));
const [first, second, outside] = ["first", "second", "outside"].map((name) => join(place, name));
const roots = [first, second].map(String);
const at = (...path: string[]): string => join(place, ...path);

beforeAll(() => {
  for (const folder of ["first/deep", "second", "outside/deep"])
    mkdirSync(at(folder), { recursive: true });
  for (const path of ["first/a", "first/deep/b", "second/c", "outside/d", "outside/deep/b"])
    writeFileSync(at(path), path);
  symlinkSync(at("outside/d"), at("first/link"));
  symlinkSync(at("outside"), at("first/way"));
  symlinkSync(at("outside/none"), at("first/dangling"));
  symlinkSync(at("second/c"), at("first/between"));
  symlinkSync(at("first"), at("door"));
  spawnSync("mkfifo", [at("first/pipe")]);
});
afterAll(() => rmSync(place, { recursive: true }));

async function contentOf(opened: Promise<OpenFile>): Promise<string> {
  const { file } = await opened;
  await using held = file;
  return await held.readFile("utf8");
}

const refusal = (work: Promise<OpenFile>): Promise<string> =>
  work.then(
    () => "opened",
    ({ code, message, next }: ToolError) => `${code}: ${message} Next: ${next}`,
  );

test("files below the folders are read: by either folder, absolute, through links that stay within", async () => {
  for (const [path, content] of [
    ["a", "first/a"],
    ["deep/../deep/b", "first/deep/b"],
    ["c", "second/c"],
    ["between", "second/c"],
    [at("second/c"), "second/c"],
  ] as const)
    expect(await contentOf(openToRead(path, roots))).toBe(content);
  expect(await contentOf(openToRead("a", [at("door")]))).toBe("first/a");
  expect(await contentOf(openToRead(at("door/a"), [at("door")]))).toBe("first/a");
});

const where = `Name one below \`${first}\`, \`${second}\`, which \`--files\` allows.`;

test.each([
  ["link", "INVALID_INPUT: `link` leads out of the folders that may be used."],
  ["way/d", "INVALID_INPUT: `way/d` leads out of the folders that may be used."],
  ["dangling", "NOT_FOUND: There is no file `dangling` in the folders that may be used."],
  ["none", "NOT_FOUND: There is no file `none` in the folders that may be used."],
  ["../outside/d", "NOT_FOUND: There is no file `../outside/d` in the folders that may be used."],
  ["../outside/no", "NOT_FOUND: There is no file `../outside/no` in the folders that may be used."],
  ["../firstborn", "NOT_FOUND: There is no file `../firstborn` in the folders that may be used."],
  ["a\0", "NOT_FOUND: There is no file `a\\u{0}` in the folders that may be used."],
  ["deep", "INVALID_INPUT: `deep` is no regular file."],
  ["pipe", "INVALID_INPUT: `pipe` is no regular file."],
])("%j is not read", async (path, text) => {
  expect(await refusal(openToRead(path, roots))).toBe(`${text} Next: ${where}`);
});

test("without a folder nothing is read or written", async () => {
  for (const refused of [openToRead(at("first/a"), []), openToWrite(at("first/new"), [])])
    expect(await refusal(refused)).toMatch(/^NOT_FOUND: .* allows one with `--files DIR`\.$/);
});

test("a new file belongs to its owner alone; one that is there is replaced only when that is asked", async () => {
  const write = async (path: string, text: string, replace?: boolean): Promise<string> => {
    const { file, path: real } = await openToWrite(path, roots, replace ? { replace } : {});
    await using held = file;
    await held.writeFile(text);
    return real;
  };
  expect(await write("deep/new", "some text")).toBe(at("first/deep/new"));
  expect(statSync(at("first/deep/new")).mode & 0o777).toBe(0o600);
  expect(await refusal(openToWrite("deep/new", roots))).toBe(
    "INVALID_INPUT: There is a file `deep/new` already. Next: Name a new one, or move the old one away.",
  );
  await write("deep/new", "text", true);
  expect(readFileSync(at("first/deep/new"), "utf8")).toBe("text");
  const { file } = await openToWrite("deep/new", roots, { keep: true });
  await file.write("next", 4);
  await file.close();
  expect(readFileSync(at("first/deep/new"), "utf8")).toBe("textnext");
});

test.each(["link", "dangling", "way/new", "../outside/new", "deep", "pipe", "", ".", "..", "new/"])(
  "%j is not written",
  async (path) => {
    for (const replace of [false, true]) {
      const refused = await refusal(openToWrite(path, roots, { replace }));
      expect(refused).toMatch(/^(?:INVALID_INPUT|NOT_FOUND): /);
      expect(refused.replaceAll(`\`${first}\``, "")).not.toContain(String(outside));
    }
    expect(readFileSync(at("outside/d"), "utf8")).toBe("outside/d");
    expect(() => statSync(at("outside/new"))).toThrow("ENOENT");
    expect(() => statSync(at("outside/none"))).toThrow("ENOENT");
  },
);

test.skipIf(process.getuid?.() === 0)("what the system forbids is said", async () => {
  chmodSync(at("first/a"), 0o000);
  expect(await refusal(openToRead("a", roots))).toContain("may not be opened by this server");
  chmodSync(at("first/a"), 0o600);
});

/** Puts a link to the folder outside in the place of a folder, and back, until it is killed. */
const SWAP = `
  const { renameSync, symlinkSync, unlinkSync, existsSync } = require("node:fs");
  const [, folder, outside] = process.argv;
  console.log("swapping");
  for (;;) {
    renameSync(folder, folder + ".kept");
    symlinkSync(outside, folder);
    unlinkSync(folder);
    renameSync(folder + ".kept", folder);
  }`;

test("a link that is put in the way between look and open leads nowhere", async () => {
  const swapping = spawn(process.execPath, ["-e", SWAP, at("first/deep"), at("outside/deep")]);
  await once(swapping.stdout, "data");
  const seen = { read: 0, written: 0, refused: 0 };
  const end = Date.now() + 1500;
  onTestFinished(() => void swapping.kill("SIGKILL"));
  for (let n = 0; Date.now() < end; n += 1) {
    try {
      const content = await contentOf(openToRead("deep/b", roots));
      expect(content).toBe("first/deep/b");
      seen.read += 1;
      const { file } = await openToWrite(`deep/swapped-${n}`, roots);
      await file.close();
      seen.written += 1;
    } catch (error) {
      if ((error as Partial<ToolError>).code === undefined) throw error;
      seen.refused += 1;
    }
  }
  swapping.kill("SIGKILL");
  await once(swapping, "exit");
  expect(seen.read).toBeGreaterThan(0);
  expect(seen.refused).toBeGreaterThan(0);
  expect(spawnSync("ls", [at("outside/deep")]).stdout.toString()).toBe("b\n");
});

test("where the system tells no path of what is open, the file at the path has to be the same", async () => {
  writeFileSync(at("second/x"), "x");
  await using file = await open(at("second/x"));
  for (const descriptors of ["/proc/self/fd", "/no/such/folder"]) {
    expect(await isAt(file, at("second/x"), descriptors)).toBe(true);
    expect(await isAt(file, at("second/c"), descriptors)).toBe(false);
  }
  await rename(at("second/x"), at("outside/x"));
  symlinkSync(at("outside/x"), at("second/x"));
  for (const descriptors of ["/proc/self/fd", "/no/such/folder"])
    expect(await isAt(file, at("second/x"), descriptors)).toBe(false);
});
