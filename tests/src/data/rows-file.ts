import { closeSync, openSync, writeSync } from "node:fs";

/** A CSV of so many bytes or a little more, in which every thousandth row is bad: `id` is no number. Returns rows and bad rows. */
export function writeRows(path: string, size: number): { good: number; bad: number } {
  const file = openSync(path, "w");
  let [bytes, good, bad] = [0, 0, 0];
  bytes += writeSync(file, "id,name,amount,note\n");
  for (let n = 1; bytes < size;) {
    const lines: string[] = [];
    for (let line = 0; line < 10_000; line += 1, n += 1) {
      const wrong = n % 100_000 === 0;
      if (wrong) bad += 1;
      else good += 1;
      lines.push(
        `${wrong ? "x" : ""}${n},"Name ${n}",${n % 1000}.25,"a ""note"" of ${n}\nin two lines"\n`,
      );
    }
    bytes += writeSync(file, lines.join(""));
  }
  closeSync(file);
  return { good, bad };
}

/** How many rows there are, how many different ones, and their sum: nothing lost, nothing twice. */
export const COUNT =
  "select count(*)::int as rows, count(distinct id)::int as different, sum(id)::text as sum from rows_file";

export const sumOf = ({ good, bad }: { good: number; bad: number }): string => {
  const n = BigInt(good + bad);
  const wrong = BigInt(bad);
  return ((n * (n + 1n)) / 2n - (100_000n * wrong * (wrong + 1n)) / 2n).toString();
};
