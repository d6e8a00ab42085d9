import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../../../core/errors.ts";
import { findInstallation } from "../../installation.ts";
import { claim } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { startGuard } from "./guard.ts";
import { fileLog } from "./log.ts";
import type { OpenNeon } from "./neon.ts";
import type { ServeRequest } from "./request.ts";
import type { Failure } from "./serving.ts";

/** Suspending a compute takes a fraction of a second; one that does not end is left to its watchdog. */
const CLOSE_MS = 20_000;

const request = JSON.parse(process.argv[3] ?? "") as ServeRequest;
const log = fileLog(request.home);

/** The program that is the local Neon of a home: there is one at most, and it ends when nobody uses it. */
async function main(): Promise<void> {
  const held = await claim(request.home);
  if (held === undefined) return;
  startGuard(request.home, held.path);
  const neon = await open(held);
  if (neon === undefined) return;
  log("info", "serving", { origin: neon.served.origin });
  const reason = await untilOver(held, neon);
  log("info", "ending", { reason });
  await Promise.race([neon.close(), sleep(CLOSE_MS)]);
}

async function open(held: Claim): Promise<OpenNeon | undefined> {
  try {
    const installation = await findInstallation(request.home, request.pgBin);
    // Those who come second end without loading all this.
    const { openNeon } = await import("./neon.ts");
    const neon = await openNeon(request.home, installation, log);
    held.publish(neon.served);
    return neon;
  } catch (error) {
    log("error", "could not begin", { error: String(error) });
    held.giveUp(explain(error));
    process.exitCode = 1;
    return undefined;
  }
}

/** Returns why it is time to end, after the claim has been given up: from then on no client comes. */
function untilOver(held: Claim, neon: OpenNeon): Promise<string> {
  const idleMs = request.idleSeconds * 1000;
  return new Promise((over) => {
    const end = (reason: string): void => {
      clearInterval(timer);
      over(reason);
    };
    const timer = setInterval(
      () => {
        if (!held.isHeld()) end("the home is gone");
        else if (neon.idleFor() > idleMs && held.giveUpUnlessWanted()) end("idle");
      },
      Math.min(1000, idleMs / 4),
    );
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.once(signal, () => {
        held.giveUp();
        end(signal);
      });
  });
}

function explain(error: unknown): Failure {
  if (error instanceof ToolError)
    return { what: error.message, next: error.next, quoted: error.quoted };
  return {
    what: "The local Neon could not be started.",
    next: "Run `neon-dba doctor`, which tries each step.",
    quoted: error instanceof Error ? error.message : String(error),
  };
}

process.on("uncaughtException", (error) => {
  log("error", "uncaught", { error: error.stack });
  process.exit(1);
});
await main();
process.exit();
