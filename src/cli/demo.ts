import { rm } from "node:fs/promises";
import { demo as play } from "../demo/demo.ts";
import { createEmbedded } from "../embedded/embedded.ts";

/** `neon-dba demo`: this same command as the server, and afterwards its Postgres stopped and its home removed. */
export function demo(): Promise<boolean> {
  const script = process.argv[1] ?? "";
  const command = [process.execPath, ...process.execArgv, script];
  return play(command, async (home) => {
    await using embedded = createEmbedded({ home });
    await embedded.destroy();
    await rm(home, { recursive: true, force: true });
  });
}
