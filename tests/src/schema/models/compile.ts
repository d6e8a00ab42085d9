import { execFile } from "node:child_process";
import { mkdtemp, mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { ModelFile } from "../../../../src/schema/models/format.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../../../..");

const compilerOptions = {
  target: "es2023",
  lib: ["es2023"],
  module: "nodenext",
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  outDir: "out",
  rootDir: ".",
};

/**
 * Compiles the files strictly by the compiler of this repository, beside the packages of `modules`, and returns the folder that holds
 * them, with JavaScript in `out`. Throws with what the compiler says.
 */
export async function compile(
  files: readonly ModelFile[],
  modules: string = join(root, "node_modules"),
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "neon-dba-models-"));
  await symlink(modules, join(folder, "node_modules"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const include = files.map(({ path }) => path);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include }));
  await run(join(root, "node_modules/.bin/tsc"), ["-p", folder], {
    env: { ...process.env, NODE_OPTIONS: "" },
  }).catch(({ stdout }: { readonly stdout: string }) => {
    throw new Error(stdout);
  });
  return folder;
}
