import { ToolError } from "../core/errors.ts";
import { start } from "./start.ts";
import type { StartRequest } from "./start.ts";

/** What the starter tells on standard output, one JSON object on a line. */
export type StarterMessage =
  | { readonly done: true }
  | {
      readonly failed: {
        readonly what: string;
        readonly next: string;
        readonly quoted?: string | undefined;
      };
    };

/**
 * The program that starts Postgres on the shadow cluster, in a process of its own: killing the neon-dba process that wanted it, in
 * the middle, cannot leave a Postgres behind that nobody watches.
 */
async function main(): Promise<void> {
  // Nobody may be listening any more.
  process.stdout.on("error", () => {});
  try {
    const request = JSON.parse(process.argv[2] ?? "") as StartRequest;
    await start(request);
    tell({ done: true });
  } catch (error) {
    tell({ failed: explain(error) });
    process.exitCode = 1;
  }
}

function tell(message: StarterMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function explain(error: unknown): { what: string; next: string; quoted?: string | undefined } {
  if (error instanceof ToolError)
    return { what: error.message, next: error.next, quoted: error.quoted };
  return {
    what: "The embedded Postgres could not be started.",
    next: "Run `neon-dba doctor`, which tries each step.",
    quoted: error instanceof Error ? error.message : String(error),
  };
}

await main();
