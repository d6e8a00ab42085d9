import type { RequestParams } from "@neondatabase/api-client";
import { backoff, sleep } from "./backoff.ts";
import type { Client, Connector, Origin } from "./client.ts";
import { cancelled, errorOf } from "./errors.ts";
import { type Failure, failureOf, isBusy, isObject, isUncertain, wasNotSent } from "./failure.ts";
import type { Limits } from "./limits.ts";

/** One method of the client, given how it is to be sent. */
export type Send<T> = (
  client: Client,
  params: RequestParams,
) => Promise<{ readonly data: T; readonly status: number }>;

export interface Asked {
  /** Completes "Neon did not …": "list the branches". */
  readonly what: string;
  readonly signal: AbortSignal;
  /** What to do when Neon says no. */
  readonly next?: string;
  /** Told before each wait. */
  readonly waiting?: (message: string) => void;
  /** A read that a change depends on: it is tried for as long as the change. */
  readonly forChange?: boolean;
}

/** Requests to the Neon API: repeated where that is safe, errors in our codes. */
export interface Requests {
  read<T>(asked: Asked, send: Send<T>): Promise<T>;
  /** Throws `LostAnswerError` when it is not known whether it was done. */
  write<T>(asked: Asked, send: Send<T>): Promise<T>;
}

export interface RequestsOptions {
  /** Asked before each request: the local Neon moves. */
  readonly origin: (signal: AbortSignal) => Promise<Origin>;
  readonly connector: () => Promise<Connector>;
  readonly deployment: "local" | "neon";
  readonly limits: Limits;
  readonly log?: Log | undefined;
}

export type Log = (
  level: "warn" | "debug",
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** Tries of a request that found no server, or of a read that found one in trouble. */
const MAX_TRIES = 5;
/** What a last try gets where hardly any time is left. */
const LEAST_MS = 1_000;

export function createRequests(options: RequestsOptions): Requests {
  return {
    read: (asked, send) => repeat(options, asked, { send, write: false }),
    write: (asked, send) => repeat(options, asked, { send, write: true }),
  };
}

interface Sending<T> {
  readonly send: Send<T>;
  readonly write: boolean;
}

async function repeat<T>(options: RequestsOptions, asked: Asked, sending: Sending<T>): Promise<T> {
  const { limits, deployment } = options;
  const isLong = sending.write || asked.forChange === true;
  const start = Date.now();
  for (let attempt = 0; ; attempt++) {
    if (asked.signal.aborted) throw cancelled(asked.what);
    const rest = Math.max(LEAST_MS, limits.reads - (Date.now() - start));
    const limitMs = isLong ? limits.request : Math.min(limits.request, rest);
    const outcome = await attemptOnce(options, asked, { ...sending, limitMs });
    if (outcome.failure === undefined) return outcome.data;
    const { failure } = outcome;
    const triedMs = Date.now() - start;
    const patience = failure.status === 423 ? limits.locked : limits.tries;
    const left = (isLong ? patience : limits.reads) - triedMs;
    // What Neon asks for is waited for or not at all; a wait of our own never costs the time that is left.
    const wait = failure.retryAfterMs ?? Math.min(backoff(attempt), left);
    if (left <= 0 || wait > left || !mayRepeat(failure, sending.write, attempt)) {
      const uncertain = sending.write && isUncertain(failure);
      throw errorOf(failure, {
        what: asked.what,
        deployment,
        triedMs,
        uncertain,
        next: asked.next,
      });
    }
    options.log?.("debug", `did not ${asked.what}; trying again`, { ...failure, waitMs: wait });
    asked.waiting?.(`Neon is ${reason(failure)}: trying again in ${(wait / 1000).toFixed(1)} s`);
    await sleep(wait, asked.signal);
  }
}

function mayRepeat(failure: Failure, write: boolean, attempt: number): boolean {
  if (failure.cause === "cancelled") return false;
  if (isBusy(failure)) return true;
  return attempt + 1 < MAX_TRIES && (wasNotSent(failure) || (!write && isUncertain(failure)));
}

const reason = ({ status }: Failure): string => {
  if (status === 423) return "busy with another operation";
  if (status === 429) return "asked too often";
  return status === undefined ? "not reached" : "not available";
};

type Outcome<T> = { data: T; failure?: undefined } | { failure: Failure };

async function attemptOnce<T>(
  { origin, connector, limits }: RequestsOptions,
  asked: Asked,
  { send, write, limitMs }: Sending<T> & { readonly limitMs: number },
): Promise<Outcome<T>> {
  const [where, { client, params }] = await Promise.all([origin(asked.signal), connector()]).catch(
    (error: unknown) => {
      throw asked.signal.aborted ? cancelled(asked.what) : error;
    },
  );
  if (asked.signal.aborted) throw cancelled(asked.what);
  const timer = stopwatch(asked.signal, limitMs, write ? limits.grace : 0);
  const request = params(where, { write, signal: timer.signal });
  try {
    const { data, status } = await send(client, request.params);
    if (!isObject(data) && status !== 204)
      return { failure: { cause: "unreadable", requestId: request.requestId } };
    return { data };
  } catch (error) {
    const failure = failureOf(error, request.requestId, where.apiKey);
    if (failure.cause !== "network" || !timer.signal.aborted) return { failure };
    return {
      failure: { cause: timer.late() ? "timeout" : "cancelled", requestId: failure.requestId },
    };
  } finally {
    timer.stop();
  }
}

/** Aborts after the limit, or when the caller goes away; then a write has a little time left to answer. */
function stopwatch(caller: AbortSignal, limitMs: number, graceMs: number) {
  const controller = new AbortController();
  let late = false;
  let grace: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => {
    late = true;
    controller.abort();
  }, limitMs);
  const leave = (): void => {
    if (graceMs === 0) controller.abort();
    else grace = setTimeout(() => controller.abort(), graceMs);
  };
  caller.addEventListener("abort", leave, { once: true });
  return {
    signal: controller.signal,
    late: () => late,
    stop() {
      clearTimeout(limit);
      clearTimeout(grace);
      caller.removeEventListener("abort", leave);
    },
  };
}
