import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { GeneratedModels } from "../../../src/schema/models/format.ts";

const run = promisify(execFile);

const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");

/** What `tests/formats/python/install` makes; `NEON_DBA_PYTHON` names another Python with the same packages. */
const python = process.env["NEON_DBA_PYTHON"] ?? join(cache, "neon-dba/python-trixie/python");

/** Runs a script of this folder with the files of models at hand, and returns the JSON that it prints. */
export async function runPython(
  script: string,
  { files }: GeneratedModels,
  url: string,
  input: unknown = null,
): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), "neon-dba-python-"));
  try {
    for (const { path, content } of files) await writeFile(join(folder, path), content);
    await writeFile(join(folder, "input.json"), JSON.stringify(input));
    const { stdout } = await run(python, [join(import.meta.dirname, script), folder], {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: url.replace("postgres:", "postgresql:") },
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch (error) {
    const { stderr = "", code } = error as { readonly stderr?: string; readonly code?: unknown };
    if (code === "ENOENT")
      throw new Error(`There is no ${python}: run tests/formats/python/install.`, { cause: error });
    throw new Error(stderr === "" ? String(error) : stderr, { cause: error });
  } finally {
    await rm(folder, { recursive: true });
  }
}
