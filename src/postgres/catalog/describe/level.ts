/** How much is said of each object, from least to most. A caller chooses the first, the fifth or the last. */
export const levels = ["names", "outline", "columns", "types", "summary", "full"] as const;
export type Level = (typeof levels)[number];

/** Whether `level` says at least as much as `least`. */
export function atLeast(level: Level, least: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(least);
}

/** The levels that say less, the richest first. */
export function below(level: Level): Level[] {
  return levels.slice(0, levels.indexOf(level)).reverse();
}
