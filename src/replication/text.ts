import { bytesText } from "../core/bytes.ts";
import type { Finding } from "../core/finding.ts";
import { identifier } from "../core/identifier.ts";
import type { Rendered } from "../core/tool.ts";

interface Shown {
  readonly done?: string | undefined;
  readonly next?: string | undefined;
  readonly wal_level: string;
  readonly publications: readonly {
    readonly name: string;
    readonly tables: readonly string[];
    readonly operations: readonly string[];
  }[];
  readonly slots: readonly {
    readonly name: string;
    readonly active: boolean;
    readonly held_bytes: number;
  }[];
  readonly senders: readonly {
    readonly application: string;
    readonly behind_bytes: number | null;
    readonly behind_seconds: number | null;
  }[];
  readonly subscriptions: readonly {
    readonly name: string;
    readonly running: boolean;
    readonly tables_ready: number;
    readonly tables: number;
    readonly behind_bytes?: number | undefined;
  }[];
  readonly findings: readonly Finding[];
}

const many = ({ length }: readonly unknown[], one: string): string =>
  `${length} ${one}${length === 1 ? "" : "s"}`;

/** What was done, or how many there are; a line for each; what is wrong. */
export function replicationText(shown: Shown): Rendered {
  const { publications, slots, senders, subscriptions, findings } = shown;
  const counted = `wal_level ${identifier(shown.wal_level)}; ${many(publications, "publication")}, ${many(slots, "slot")}, ${many(subscriptions, "subscription")}.`;
  const lines = [
    ...publications.map(
      ({ name, tables, operations }) =>
        `publication ${identifier(name)}: ${operations.join(", ")} of ${tables.slice(0, 10).join(", ")}${tables.length > 10 ? ` and ${tables.length - 10} more` : ""}`,
    ),
    ...slots.map(
      ({ name, active, held_bytes: held }) =>
        `slot ${identifier(name)}: ${active ? "read from" : "nobody reads"}, holds ${bytesText(held)} of WAL`,
    ),
    ...senders.map(
      ({ application, behind_bytes: behind, behind_seconds: seconds }) =>
        `sent to ${identifier(application)}: ${behind === null ? "lag unknown" : `${bytesText(behind)} behind`}${seconds === null ? "" : `, ${seconds.toFixed(1)} s`}`,
    ),
    ...subscriptions.map(
      ({ name, running, tables_ready: ready, tables, behind_bytes: behind }) =>
        `subscription ${identifier(name)}: ${running ? "follows" : "does not run"}, ${ready} of ${tables} tables copied${behind === undefined ? "" : `, ${bytesText(behind)} behind its source (measured there)`}`,
    ),
    ...findings.map(({ level, object, message }) => `${level}: ${object}: ${message}`),
  ];
  return { head: shown.done ?? counted, data: lines.join("\n"), next: shown.next ?? "" };
}
