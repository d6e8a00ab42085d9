import { betaQuantile } from "./beta.ts";

/** What pg_stat_statements keeps of a statement's times; the deviation is that of all calls, not of a sample. */
export interface Times {
  readonly calls: number;
  readonly meanMs: number;
  readonly deviationMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

const share = 0.95;
/** Standard deviations of the normal distribution below which 95 % lie. */
const deviations = 1.6449;

/**
 * The time that 95 of 100 calls stay below, estimated from the five figures and within their bounds. Of fewer than 20 calls it is the
 * slowest. A log-normal distribution above the minimum; where the figures do not fit one, because the times lie near both ends or end
 * early, a beta distribution between minimum and maximum. One call that is far off all others (a cold start) is taken out first.
 */
export function estimateP95(times: Times): number {
  const { calls, meanMs, deviationMs, minMs, maxMs } = times;
  // the extremes can be reset apart from the rest, from 17
  const bounded = minMs <= meanMs && meanMs <= maxMs && maxMs > 0;
  if (!bounded) return logNormal(meanMs, deviationMs);
  if (calls < 20) return maxMs;
  const usual = withoutOutlier(times);
  const estimate = isHumped(usual)
    ? beta(usual)
    : minMs + logNormal(usual.meanMs - minMs, usual.deviationMs);
  return Math.min(maxMs, Math.max(minMs, estimate));
}

/** Mean and deviation of the other calls, when the slowest one is eight deviations away from them. */
function withoutOutlier(times: Times): Times {
  const { calls, meanMs, deviationMs, minMs, maxMs } = times;
  const mean = (calls * meanMs - maxMs) / (calls - 1);
  const squares = calls * (deviationMs ** 2 + meanMs ** 2) - maxMs ** 2;
  const deviation = Math.sqrt(Math.max(0, squares / (calls - 1) - mean ** 2));
  if (mean <= minMs || maxMs < mean + 8 * deviation) return times;
  return { ...times, calls: calls - 1, meanMs: mean, deviationMs: deviation };
}

/** Whether the times crowd at both ends, or end at less than half of what a log-normal distribution reaches in so many calls. */
function isHumped(times: Times): boolean {
  const { calls, meanMs, deviationMs, minMs, maxMs } = times;
  if (deviationMs === 0 || meanMs === minMs) return false;
  if (concentration(times) < 1.5) return true;
  const above = meanMs - minMs;
  const variance = Math.log1p((deviationMs / above) ** 2);
  const expectedMax =
    minMs + above * Math.exp(-variance / 2 + Math.sqrt(variance) * extreme(calls));
  return maxMs < expectedMax / 2;
}

/** Both parameters of the beta distribution with this mean and deviation, together. */
function concentration({ meanMs, deviationMs, minMs, maxMs }: Times): number {
  const place = (meanMs - minMs) / (maxMs - minMs);
  const variance = (deviationMs / (maxMs - minMs)) ** 2;
  return (place * (1 - place)) / variance - 1;
}

function beta(times: Times): number {
  const { meanMs, minMs, maxMs } = times;
  const place = (meanMs - minMs) / (maxMs - minMs);
  const both = concentration(times);
  if (both <= 1e-6) return place > 1 - share ? maxMs : minMs;
  return minMs + (maxMs - minMs) * betaQuantile(share, place * both, (1 - place) * both);
}

function logNormal(mean: number, deviation: number): number {
  if (mean <= 0 || deviation === 0) return mean;
  const variance = Math.log1p((deviation / mean) ** 2);
  return mean * Math.exp(-variance / 2 + deviations * Math.sqrt(variance));
}

/** Standard deviations that the largest of n normal values is above their mean, nearly. */
const extreme = (n: number): number =>
  Math.sqrt(2 * Math.log(n)) - Math.log(Math.log(n)) / (2 * Math.sqrt(2 * Math.log(n))) - 0.5;
