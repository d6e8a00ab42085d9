import { createHash } from "node:crypto";
import type { Admit } from "./rate.ts";

/**
 * Takes a share of an account that holds `most` in each span of `seconds`: how many were granted, and the milliseconds until it is full
 * again.
 */
export type Draw = (
  account: string,
  of: { readonly most: number; readonly seconds: number },
) => Promise<{ readonly granted: number; readonly ms: number }>;

interface SharedOptions {
  /** What is counted: each has accounts of its own. */
  readonly what: string;
  readonly most: number;
  readonly draw: Draw;
  /** Admits while the account cannot be reached. */
  readonly alone: Admit;
  /** So long a caller waits for the account, which may be on a compute that sleeps. */
  readonly patienceMs?: number;
}

/** What this process holds of one caller's minute. */
interface Share {
  left: number;
  /** How many the last draw granted. */
  block: number;
  /** By `performance.now()`; then nothing of it counts any more. */
  until: number;
  isSpent: boolean;
  drawing?: Promise<boolean> | undefined;
}

const WINDOW_S = 60;
/** A smaller block is so near the limit that what one process holds back would be missing in another. */
const WORTH_AHEAD = 8;
const PATIENCE_MS = 2_000;
/** So long the account is left alone where it gave no answer. */
const PAUSE_MS = 5_000;
const REMEMBERED = 10_000;

/**
 * The same as `admitEach` for several processes that serve one caller: together they admit `most` in a minute, never more. A count in the
 * state for each call would cost each a round trip; counts that are exchanged now and then would let a burst through once for each process.
 * So a process draws blocks of the caller's minute and counts inside them in memory: the first call of a minute waits for its block, later
 * ones find the next block drawn ahead. A block is a part of what is left, so that it is large as long as there is plenty, and towards the
 * limit, where one process must not hold what another needs, it is a single call: only who comes near his limit waits for the state.
 *
 * While the state does not answer, each process admits by itself: a limit that protects from too much must not stop everything.
 */
export function admitShared(options: SharedOptions): Admit {
  const { what, most, draw, alone, patienceMs = PATIENCE_MS } = options;
  const shares = new Map<string, Share>();
  let pausedUntil = 0;

  const shareOf = (who: string, now: number): Share => {
    const found = shares.get(who);
    if (found !== undefined) return found;
    if (shares.size >= REMEMBERED)
      for (const [other, { until }] of shares) if (until <= now) shares.delete(other);
    const fresh: Share = { left: 0, block: 0, until: 0, isSpent: false };
    shares.set(who, fresh);
    return fresh;
  };

  /** One draw at a time; whether there was an answer. */
  const drawBlock = (who: string, share: Share): Promise<boolean> =>
    (share.drawing ??= draw(accountOf(what, who), { most, seconds: WINDOW_S })
      .then(
        ({ granted, ms }) => {
          const until = performance.now() + ms;
          // of another minute, which ends a whole one later, what is left is gone; a little later is an answer that was read late
          if (until > share.until + (WINDOW_S * 1_000) / 2) share.left = 0;
          share.left += granted;
          share.block = granted;
          share.until = until;
          share.isSpent = granted === 0;
          return true;
        },
        () => {
          pausedUntil = performance.now() + PAUSE_MS;
          return false;
        },
      )
      .finally(() => (share.drawing = undefined)));

  return async (who) => {
    for (;;) {
      const now = performance.now();
      const share = shareOf(who, now);
      if (share.until <= now) {
        share.left = 0;
        share.isSpent = false;
      }
      if (share.left > 0) {
        share.left--;
        const isLow = share.block >= WORTH_AHEAD && share.left < share.block / 2;
        if (isLow && !share.isSpent && pausedUntil <= now) void drawBlock(who, share);
        return 0;
      }
      if (share.isSpent) return Math.max(1, Math.ceil((share.until - now) / 1000));
      if (pausedUntil > now) return alone(who);
      if (await inTime(drawBlock(who, share), patienceMs)) continue;
      pausedUntil = performance.now() + PAUSE_MS;
      return alone(who);
    }
  };
}

/** Who calls is nobody's business but the server's; a digest tells callers apart just as well. */
const accountOf = (what: string, who: string): string =>
  createHash("sha256")
    .update(JSON.stringify([what, who]))
    .digest("base64url");

async function inTime(answered: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const result = await Promise.race([answered, late]);
  clearTimeout(timer);
  return result;
}
