import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ToolError } from "../../core/errors.ts";
import type { Redactor } from "../../core/redact.ts";
import { refusal } from "../../mcp/answer.ts";
import type { Around } from "../../mcp/around.ts";

/** Counts for `who` and answers how many seconds to wait, or 0 where it may go on. */
export type Admit = (who: string) => Promise<number>;

const WINDOW_S = 60;

/** At most `most` in a minute from the first one on, for each. What is refused prolongs nothing. */
export function admitEach(most: number): Admit {
  const limiter = new RateLimiterMemory({ points: most, duration: WINDOW_S });
  return async (who) => {
    try {
      await limiter.consume(who);
      return 0;
    } catch (left) {
      if (!(left instanceof RateLimiterRes)) throw left;
      return Math.max(1, Math.ceil(left.msBeforeNext / 1000));
    }
  };
}

interface RateOptions {
  readonly most: number;
  readonly admit: Admit;
  readonly redact: Redactor;
  readonly onRefused: () => void;
}

/** Refuses the calls of a caller that are too many in a minute. */
export const limitRate =
  ({ most, admit, redact, onRefused }: RateOptions): Around =>
  async ({ principal }, run) => {
    const seconds = await admit(principal);
    if (seconds === 0) return run();
    onRefused();
    const error = new ToolError(
      "LIMIT",
      `This server takes ${most} tool calls a minute from one caller, and these were more.`,
      `Repeat the call in ${seconds} s. Fewer calls do the same work: run_sql takes larger reads, describe_database several objects.`,
    );
    return refusal(error, redact);
  };
