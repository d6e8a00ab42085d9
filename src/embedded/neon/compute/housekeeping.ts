const EVERY_MS = 5000;

/** Does work every few seconds, when it is called often enough; never twice at the same time. */
export function createHousekeeping(
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): () => void {
  let pending: Promise<void> | undefined;
  let last = Date.now();
  return () => {
    if (pending !== undefined || Date.now() - last < EVERY_MS) return;
    last = Date.now();
    pending = work()
      .catch(failed)
      .finally(() => (pending = undefined));
  };
}
