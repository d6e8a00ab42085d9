/** Helpers of the benchmark scripts. They print what they measured and judge nothing: no test depends on time. */

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

export function print(title: string, rows: Record<string, Record<string, string | number>>): void {
  process.stdout.write(`\n${title}\n`);
  for (const [name, figures] of Object.entries(rows)) {
    const text = Object.entries(figures).map(
      ([key, value]) => `${key} ${typeof value === "number" ? value.toFixed(2) : value}`,
    );
    process.stdout.write(`  ${name.padEnd(28)} ${text.join("  ")}\n`);
  }
}
