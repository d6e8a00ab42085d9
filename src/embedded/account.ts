import { readFileSync } from "node:fs";

/** A user of the operating system. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom Postgres runs as, where that is not ourselves: Postgres refuses to be root. Undefined when we are not root (or on
 * Windows). The account has to be in the passwd file, because `initdb` looks its name up.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n").map(parse);
  return (
    accounts.find((account) => account?.name === "postgres") ??
    accounts.find((account) => account?.name === "nobody") ??
    accounts.find((account) => account?.uid === 65_534)
  );
}

function parse(line: string): Account | undefined {
  const [name, , uid, gid] = line.split(":");
  return name && uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
}

/** What `spawn` needs to run a child as that account. */
export const asAccount = (account: Account | undefined): { uid?: number; gid?: number } =>
  account === undefined ? {} : { uid: account.uid, gid: account.gid };
