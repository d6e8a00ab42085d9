import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** By its URL: the programs that the import starts get it too, and run in other folders. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const program = join(import.meta.dirname, "import-process.ts");

interface Killing {
  readonly source: string;
  readonly target: string;
  readonly partBlocks?: number;
  /** Resolves when it is to be killed; not at all where it is to end. */
  readonly when: (ended: Promise<unknown>) => Promise<void>;
}

/** Imports a database in a process of its own; whether it was killed before its end. */
export async function importAndKill({
  source,
  target,
  partBlocks,
  when,
}: Killing): Promise<boolean> {
  const blocks = partBlocks === undefined ? [] : [String(partBlocks)];
  const child = spawn(process.execPath, ["--import", loader, program, source, target, ...blocks], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once("exit", (_, signal) => resolve(signal)),
  );
  void when(ended).then(() => child.kill("SIGKILL"));
  return (await ended) === "SIGKILL";
}
