import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "../../../core/errors.ts";
import { unlessAborted } from "../../abort.ts";
import { isAlive } from "../../process.ts";
import { lastWords, logPath } from "./log.ts";
import { startProgram } from "./program.ts";
import type { Program } from "./program.ts";
import type { ServeRequest } from "./request.ts";
import { findServing, hold } from "./serving.ts";
import type { Served, Serving } from "./serving.ts";

export interface WaitOptions {
  /** Ends the waiting, not the start. */
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((message: string) => void) | undefined;
}

interface Known {
  readonly path: string;
  readonly served: Served;
}

interface Start {
  readonly served: Promise<Served>;
  readonly listeners: Set<(message: string) => void>;
}

const POLL_MS = 20;
const START_MS = 60_000;
/** More than enough for programs that are killed while they begin. */
const TRIES = 10;

/** Of this process, by home. */
const known = new Map<string, Known>();
const starts = new Map<string, Start>();

/**
 * Where the local Neon of the home is, started where it does not run: about half a second. It stays for the two seconds in which the
 * caller connects. Costs three system calls while it is known to run: call it before each connection. Throws UNAVAILABLE.
 */
export async function ensureLocalNeon(
  request: ServeRequest,
  { signal, progress }: WaitOptions = {},
): Promise<Served> {
  const home = request.home.path;
  const running = known.get(home);
  if (running !== undefined && isAlive(running.served.pid) && hold(running.path))
    return running.served;
  let start = starts.get(home);
  if (start === undefined) {
    start = begin(request);
    starts.set(home, start);
  }
  if (progress !== undefined) start.listeners.add(progress);
  try {
    return await unlessAborted(start.served, signal);
  } finally {
    if (progress !== undefined) start.listeners.delete(progress);
  }
}

function begin(request: ServeRequest): Start {
  const listeners: Start["listeners"] = new Set();
  const tell = (message: string): void => {
    for (const listener of listeners) listener(message);
  };
  // Not before the caller listens.
  const served = Promise.resolve()
    .then(() => findOrStart(request, tell))
    .finally(() => starts.delete(request.home.path));
  return { served, listeners };
}

async function findOrStart(request: ServeRequest, tell: (message: string) => void) {
  const before = findServing(request.home);
  const until = Date.now() + START_MS;
  let program: Program | undefined;
  for (let tries = 0; Date.now() < until; await sleep(POLL_MS)) {
    const serving = findServing(request.home);
    const served = serving && use(request.home.path, serving);
    if (served !== undefined) return served;
    if (serving?.failed !== undefined && serving.number !== before?.number) throw failed(serving);
    // Somebody's program is beginning, or ours.
    if (program !== undefined && program.exit === undefined) continue;
    if (serving?.alive === true && !serving.ended) continue;
    if ((program?.exit?.code ?? 0) > 0 || ++tries > TRIES) break;
    tell("Starting the local Neon");
    program = startProgram(request);
  }
  throw unavailable(request);
}

/** Undefined where it does not serve, or ends at this moment. */
function use(home: string, { path, served, alive, ended }: Serving): Served | undefined {
  if (served === undefined || ended || !alive || !hold(path)) return undefined;
  known.set(home, { path, served });
  return served;
}

function failed({ failed: failure }: Serving): ToolError {
  const { what = "", next = "", quoted } = failure ?? {};
  return new ToolError("UNAVAILABLE", what, next, quoted === undefined ? {} : { quoted });
}

function unavailable({ home }: ServeRequest): ToolError {
  return new ToolError(
    "UNAVAILABLE",
    "The local Neon does not start.",
    `Read \`${logPath(home)}\`; \`neon-dba doctor\` tries each step.`,
    { quoted: lastWords(home) },
  );
}
