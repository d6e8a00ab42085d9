import { bytes, percent } from "../figures.ts";
import { recurs, type SlowRule } from "./rule.ts";

const little = 1024 * 1024;

export const writesWal: SlowRule = {
  id: "writes-wal",
  title: "Most of the WAL",
  condition:
    "Of what runs more than once, a statement writes a fifth of the WAL, and 1 MB at least.",
  effect: "WAL is what commits and replicas wait for; on Neon it is stored as history.",
  workaround:
    "Write only rows that change, drop indexes that nobody uses, and leave room on pages for updates in place.",
  *check({ statements }) {
    const recurring = statements.filter(recurs);
    const all = recurring.reduce((sum, { walBytes }) => sum + walBytes, 0);
    for (const statement of recurring) {
      const { walBytes, walPages, calls, command, rows } = statement;
      if (walBytes < little || walBytes < all / 5) continue;
      const perRow = rows > 0 ? `, ${bytes(walBytes / rows)} per row` : "";
      const whole =
        walPages * 8192 > walBytes / 2 ? " More than half are whole pages after checkpoints." : "";
      yield {
        level: "info",
        statement,
        message: `It writes ${bytes(walBytes / calls)} of WAL per call${perRow}: ${percent(walBytes / all)} of all.${whole} ${advice(command)}`,
        evidence: "measured",
        weight: walBytes / all,
      };
    }
  },
};

function advice(command: string): string {
  if (command === "update")
    return "Update only rows that change (`and x is distinct from ...`); call advise_indexes for indexes to drop.";
  if (command === "select")
    return "It sets hint bits or removes dead rows: VACUUM after large writes.";
  return "Call advise_indexes for indexes to drop: each is written too.";
}
