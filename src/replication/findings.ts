import { bytesText } from "../core/bytes.ts";
import type { Finding } from "../core/finding.ts";
import { identifier } from "../core/identifier.ts";
import type { ReplicationState } from "./state.ts";

const HELD_BYTES = 1e9;

/** What is wrong, or will be. All of it was read from the server's own views. */
export function replicationFindings(state: ReplicationState): Finding[] {
  return [...slotFindings(state), ...publicationFindings(state), ...subscriptionFindings(state)];
}

const finding = (
  rule: string,
  level: Finding["level"],
  object: string,
  message: string,
): Finding => ({
  rule,
  level,
  object: identifier(object),
  message,
  evidence: "measured",
  key: `${rule}:${object}`,
});

const slotFindings = ({ slots }: ReplicationState): Finding[] =>
  slots.flatMap(({ name, active, heldBytes, walStatus, inactiveSince }) => {
    if (walStatus === "lost")
      return [
        finding(
          "slot-lost",
          "error",
          name,
          "The WAL that this slot needs is gone (max_slot_wal_keep_size): its consumer cannot go on. drop_slot, and copy anew.",
        ),
      ];
    if (active) return [];
    const since = inactiveSince === null ? "" : ` since ${inactiveSince}`;
    return [
      finding(
        "slot-inactive",
        heldBytes > HELD_BYTES ? "error" : "warning",
        name,
        `Nobody reads from this slot${since}, and ${bytesText(heldBytes)} of WAL are kept for it. Connect its consumer, or drop_slot.`,
      ),
    ];
  });

const publicationFindings = ({ publications, walLevel }: ReplicationState): Finding[] =>
  publications.flatMap(({ name, unidentified }) => [
    ...(walLevel === "logical"
      ? []
      : [
          finding(
            "publication-not-decoded",
            "warning",
            name,
            `wal_level is ${identifier(walLevel)}: nothing of this publication can be read.`,
          ),
        ]),
    ...unidentified.map((table) =>
      finding(
        "published-without-identity",
        "error",
        table,
        `Published as ${identifier(name)} without anything that identifies its rows: each UPDATE and DELETE fails. A primary key, or REPLICA IDENTITY.`,
      ),
    ),
  ]);

const subscriptionFindings = ({ subscriptions }: ReplicationState): Finding[] =>
  subscriptions.flatMap(({ name, enabled, running, errors, tables }) => {
    const waiting = tables.filter(({ ready }) => !ready).length;
    if (!enabled)
      return [
        finding(
          "subscription-disabled",
          "warning",
          name,
          "It is disabled: nothing follows, and the source keeps WAL for it. ALTER SUBSCRIPTION ... ENABLE, or drop_subscription.",
        ),
      ];
    if (!running)
      return [
        finding(
          "subscription-down",
          "error",
          name,
          `No worker applies its changes${errors ? `, and ${errors} attempts have failed` : ""}: the reason is in this server's log. Often a row that violates a key here, or a source that cannot be reached.`,
        ),
      ];
    return waiting === 0
      ? []
      : [finding("subscription-copying", "info", name, `${waiting} tables are still copied.`)];
  });
