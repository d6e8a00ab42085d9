/** Longer times overflow the timer. */
const LONGEST_MS = 86_400_000;
/** After work that failed, or found the branch locked. */
const AGAIN_MS = 1000;

/** Calls when the first of some moments has come, and sets itself again afterwards. */
export interface DueTimer {
  /** Looks anew what is due next. */
  set(): void;
  close(): void;
}

export function createDueTimer({
  moments,
  run,
}: {
  /** In milliseconds; asked each time. */
  readonly moments: () => readonly number[];
  readonly run: (at: Date) => Promise<void>;
}): DueTimer {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const set = (least: number): void => {
    clearTimeout(timer);
    const times = moments();
    if (isClosed || times.length === 0) return;
    const left = Math.max(least, Math.min(...times) - Date.now());
    timer = setTimeout(
      () => void run(new Date()).finally(() => set(AGAIN_MS)),
      Math.min(left, LONGEST_MS),
    ).unref();
  };
  return {
    set: () => set(0),
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
