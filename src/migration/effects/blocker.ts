import type { Session } from "../../core/session.ts";

/** A transaction of somebody else's, held open. */
export interface Blocker {
  /** Rolls it back. */
  release(): Promise<void>;
}

/** Begins a transaction in a session of its own with one statement, and keeps it, locks and snapshot, until it is released. */
export async function block(connect: () => Promise<Session>, sql: string): Promise<Blocker> {
  const session = await connect();
  const [begun, begin] = signalled();
  const [ended, end] = signalled();
  const transaction = session
    .transaction(
      { access: "read write", isolation: "repeatable read", rollback: true },
      async () => {
        await session.query(sql);
        begin();
        await ended;
      },
    )
    .finally(() => session[Symbol.asyncDispose]());
  await Promise.race([begun, transaction]);
  return {
    release: () => {
      end();
      return transaction;
    },
  };
}

function signalled(): [Promise<void>, () => void] {
  let signal = (): void => {};
  const promise = new Promise<void>((resolve) => (signal = resolve));
  return [promise, () => signal()];
}
