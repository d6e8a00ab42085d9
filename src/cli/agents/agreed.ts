import { createInterface } from "node:readline/promises";

/** False without a terminal: nobody is there to agree. Who ends the question with Ctrl-C or Ctrl-D does not. */
export async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // what Node makes of the question then differs: it fails, or has no end
  const closed = new Promise<undefined>((resolve) =>
    terminal.once("close", () => resolve(undefined)),
  );
  const answer = terminal.question(`${question} [y/N] `).catch(() => undefined);
  try {
    const said = await Promise.race([answer, closed]);
    if (said === undefined) process.stdout.write("\n");
    return /^y(es)?$/i.test(said?.trim() ?? "");
  } finally {
    terminal.close();
  }
}
