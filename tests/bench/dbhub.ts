import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Where DBHub is started from; it is installed into the cache on first use. */
export function dbhubPath(): string {
  const where = join(resolve(import.meta.dirname, "../.."), "node_modules/.cache/neon-dba/dbhub");
  if (!existsSync(join(where, "node_modules/@bytebase/dbhub"))) {
    mkdirSync(where, { recursive: true });
    writeFileSync(join(where, "package.json"), JSON.stringify({ private: true }));
    execFileSync(
      "npm",
      [
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        // npx hands on this repository's engine-strict, and one of its dependencies asks for a newer Node
        "--engine-strict=false",
        "@bytebase/dbhub@1.4.0",
      ],
      { cwd: where },
    );
  }
  return join(where, "node_modules/@bytebase/dbhub/dist/index.js");
}

/** DBHub reads only when its tool is configured so; the comparison with our default is the read-only one. */
export function dbhubConfig(url: string, readonly: boolean): string {
  const path = join(mkdtempSync(join(tmpdir(), "dbhub-")), "dbhub.toml");
  const source = `[[sources]]\nid = "bench"\ndsn = "${url}?sslmode=disable"\n`;
  writeFileSync(
    path,
    `${source}[[tools]]\nname = "execute_sql"\nsource = "bench"\nreadonly = ${readonly}\n`,
  );
  return path;
}
