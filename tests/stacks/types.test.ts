import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Runtime } from "../../src/connection/stack.ts";
import { stacks } from "../../src/connection/stacks/index.ts";
import { typeFaults } from "../helpers/type-check.ts";
import { writeFiles } from "./place.ts";
import { filesOf } from "./scenes.ts";

const folder = mkdtempSync(join(tmpdir(), "neon-dba-types-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the files import that their user has. */
const theirs: Record<string, { readonly path: string; readonly content: string }[]> = {
  kysely: [
    {
      path: "database.ts",
      content:
        'import type { Generated } from "kysely";\nexport interface Database { works: { id: Generated<string>; number: number } }\n',
    },
  ],
};

/** Of packages that only migrations need. */
const isConfig = (path: string): boolean => path.endsWith(".config.ts");

test("the TypeScript passes the strictest compiler", async () => {
  symlinkSync(join(import.meta.dirname, "node_modules"), join(folder, "node_modules"));
  let count = 0;
  for (const { name, runtimes } of stacks)
    for (const runtime of runtimes) {
      const { files } = await filesOf(name, runtime);
      const typed = files.filter(({ path }) => path.endsWith(".ts") && !isConfig(path));
      if (typed.length > 0)
        writeFiles(join(folder, `${name}-${runtime}`), [...typed, ...(theirs[name] ?? [])]);
      count += typed.length;
    }
  for (const runtime of ["long_running", "serverless"] as const) await generatePrisma(runtime);
  expect(count).toBeGreaterThan(30);
  expect(typeFaults(folder)).toBe("");
});

async function generatePrisma(runtime: Runtime): Promise<void> {
  const at = join(folder, `prisma-${runtime}`);
  writeFiles(
    at,
    (await filesOf("prisma", runtime)).files.filter(({ path }) => path.endsWith(".prisma")),
  );
  copyFileSync(join(import.meta.dirname, "drivers/prisma-generate.mjs"), join(at, "generate.mjs"));
  execFileSync(process.execPath, ["generate.mjs"], { cwd: at });
  rmSync(join(at, "generate.mjs"));
}
