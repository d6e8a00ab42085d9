import { DIRECT, POOLED } from "./environment.ts";

export interface AddressUse {
  readonly for: string;
  readonly kind: "pooled" | "direct";
  readonly variable: string;
}

/** What needs a session of its own cannot go through a transaction pooler. */
export const addresses: readonly AddressUse[] = [
  { for: "the application's statements and transactions", kind: "pooled", variable: POOLED },
  { for: "migrations, pg_dump and pg_restore", kind: "direct", variable: DIRECT },
  { for: "LISTEN, logical replication", kind: "direct", variable: DIRECT },
  {
    for: "SET, session advisory locks, temporary tables, cursors WITH HOLD",
    kind: "direct",
    variable: DIRECT,
  },
];
