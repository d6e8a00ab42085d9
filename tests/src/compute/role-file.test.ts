import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { openEntries } from "../../../src/compute/role-file.ts";
import { ToolError } from "../../../src/core/errors.ts";

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "neon-dba-entries-"));
let root = "";
beforeEach(() => {
  root = temporaryFolder();
});
const to = { file: ".env", variable: "DATABASE_URL" };
const read = (file = ".env"): string => readFileSync(join(root, file), "utf8");
const write = async (text: string | undefined, value = "new"): Promise<string | undefined> => {
  if (text !== undefined) writeFileSync(join(root, ".env"), text);
  const entries = await openEntries(to, [root]);
  const reserved = await entries.reserve();
  await reserved.write(value);
  await reserved.commit();
  return entries.previous;
};

test("a new file, which its owner alone may read", async () => {
  expect(await write(undefined)).toBeUndefined();
  expect(read()).toBe('DATABASE_URL="new"\n');
  expect(statSync(join(root, ".env")).mode & 0o777).toBe(0o600);
  expect(readdirSync(root)).toEqual([".env"]);
});

test("the entry is replaced where it stands, everything else is kept", async () => {
  const text = "# mine\nPORT=1\n  export DATABASE_URL='old' # why\n\nDATABASE_URL_2=x";
  expect(await write(text)).toBe("old");
  expect(read()).toBe('# mine\nPORT=1\n  export DATABASE_URL="new"\n\nDATABASE_URL_2=x');
  await write("A=1");
  expect(read()).toBe('A=1\nDATABASE_URL="new"\n');
  await write("A=1\n");
  expect(read()).toBe('A=1\nDATABASE_URL="new"\n');
});

test("a file that others could read is closed", async () => {
  writeFileSync(join(root, ".env"), "A=1\n");
  chmodSync(join(root, ".env"), 0o644);
  await write(undefined);
  expect(statSync(join(root, ".env")).mode & 0o777).toBe(0o600);
});

test("until it is committed the old file is whole, and what is discarded leaves nothing", async () => {
  writeFileSync(join(root, ".env"), "A=1\n");
  const entries = await openEntries(to, [root]);
  const staged = await entries.reserve();
  await staged.write("new");
  expect(read()).toBe("A=1\n");
  expect(readdirSync(root)).toHaveLength(2);
  await staged.discard();
  expect(readdirSync(root)).toEqual([".env"]);
});

test("a link within the folder is followed, one that leads out is not", async () => {
  mkdirSync(join(root, "config"));
  writeFileSync(join(root, "config/real"), "A=1\n");
  symlinkSync("config/real", join(root, ".env"));
  await write(undefined);
  expect(read("config/real")).toBe('A=1\nDATABASE_URL="new"\n');
  const outside = temporaryFolder();
  writeFileSync(join(outside, "secret"), "A=1\n");
  symlinkSync(join(outside, "secret"), join(root, "out"));
  const refused = openEntries({ ...to, file: "out" }, [root]);
  await expect(refused).rejects.toMatchObject({ code: "INVALID_INPUT" });
  for (const file of ["../x", "/etc/x", "none/x"])
    await expect(openEntries({ ...to, file }, [root]), file).rejects.toBeInstanceOf(ToolError);
});

test("what is no file of entries is refused", async () => {
  writeFileSync(join(root, "package.json"), '{\n  "name": "x"\n}\n');
  const refused = openEntries({ ...to, file: "package.json" }, [root]);
  await expect(refused).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await expect(openEntries({ ...to, variable: "A-B" }, [root])).rejects.toMatchObject({
    code: "INVALID_INPUT",
  });
  writeFileSync(join(root, ".env"), 'DATABASE_URL="one\ntwo"\n');
  await expect(openEntries(to, [root])).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("what a killed call left is named once it is old, and stays", async () => {
  const left = join(root, ".env.0123abcd.new");
  writeFileSync(left, 'DATABASE_URL="in force"\n');
  expect((await openEntries(to, [root])).left).toEqual([]);
  const old = new Date(Date.now() - 300_000);
  utimesSync(left, old, old);
  expect((await openEntries(to, [root])).left).toEqual([left]);
  await write(undefined);
  expect(read(".env.0123abcd.new")).toContain("in force");
});
