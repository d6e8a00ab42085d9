import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runSingleUser } from "../../../src/embedded/initdb.ts";

test("a program that ends before it has read its input is judged by its own words", async () => {
  const bin = mkdtempSync(join(tmpdir(), "neon-dba-initdb-"));
  try {
    const script = "#!/bin/sh\necho 'FATAL: no memory at all' >&2\nexit 1\n";
    writeFileSync(join(bin, "postgres"), script);
    chmodSync(join(bin, "postgres"), 0o755);
    const installation = { bin, version: "18.4", source: "setting" } as const;
    const place = { data: join(bin, "data"), installation, account: undefined };
    // more than a pipe holds
    const statements = Array.from({ length: 10_000 }, (_, at) => `select ${at} as a_long_name`);
    await expect(runSingleUser(place, statements)).rejects.toThrow("no memory at all");
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
});
