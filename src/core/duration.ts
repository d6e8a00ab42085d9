const SECONDS = { m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

/** Seconds of `45m`, `2h`, `7d` or `8w`, of the units that are taken; undefined where it is no such length. */
export function parseDuration(
  text: string,
  units: readonly (keyof typeof SECONDS)[],
): number | undefined {
  const [, count, letter] = /^(\d{1,6})\s*([a-z])$/i.exec(text.trim()) ?? [];
  const unit = units.find((each) => each === letter?.toLowerCase());
  return unit === undefined ? undefined : Number(count) * SECONDS[unit];
}

/** `7d` or `1.5h`, as it is written. */
export function durationText(seconds: number): string {
  if (seconds % SECONDS.d === 0) return `${seconds / SECONDS.d}d`;
  return `${Math.round((seconds / SECONDS.h) * 10) / 10}h`;
}
