/** How many may be inside a lane at once, and how many may wait before it. */
export interface Room {
  readonly atOnce: number;
  /** Of one caller in one lane. Who has filled his own places does not take those of others. */
  readonly perCaller: number;
  /** Of all callers in all lanes. */
  readonly total: number;
}

/** Gives the place back; more than once is once. */
export type Leave = () => void;

export interface FairQueue {
  /** How many wait, in all lanes. */
  readonly waiting: number;
  /**
   * Resolves when it is this caller's turn: callers in turn, and each caller's own in the order they came. `undefined` where there is
   * no room to wait; rejects with the signal's reason as soon as that aborts. `onWait` is told how many wait before it.
   */
  enter(
    lane: string,
    caller: string,
    signal: AbortSignal,
    onWait?: (ahead: number) => void,
  ): Promise<Leave | undefined>;
}

interface Lane {
  inside: number;
  /** In the order of their turns; whoever was served goes to the end. */
  readonly callers: Map<string, Set<() => void>>;
}

export function createFairQueue({ atOnce, perCaller, total }: Room): FairQueue {
  const lanes = new Map<string, Lane>();
  let waiting = 0;

  const leaveOf = (name: string, lane: Lane): Leave => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      lane.inside--;
      serve(lane);
      if (lane.inside === 0) lanes.delete(name);
    };
  };

  return {
    get waiting() {
      return waiting;
    },
    async enter(name, caller, signal, onWait) {
      signal.throwIfAborted();
      const lane = lanes.get(name) ?? { inside: 0, callers: new Map<string, Set<() => void>>() };
      lanes.set(name, lane);
      // nobody waits where there is room: whoever leaves has served the next one
      if (lane.inside < atOnce) {
        lane.inside++;
        return leaveOf(name, lane);
      }
      const own = lane.callers.get(caller) ?? new Set();
      if (own.size >= perCaller || waiting >= total) return undefined;
      lane.callers.set(caller, own);
      onWait?.(aheadOf(lane, own));
      waiting++;
      try {
        await turn(own, signal);
      } finally {
        waiting--;
        if (own.size === 0 && lane.callers.get(caller) === own) lane.callers.delete(caller);
      }
      return leaveOf(name, lane);
    },
  };
}

/** Waits among the caller's own until `serve` calls it, which has counted it in then. */
function turn(own: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      own.delete(called);
      reject(signal.reason);
    };
    const called = (): void => {
      own.delete(called);
      signal.removeEventListener("abort", leave);
      resolve();
    };
    own.add(called);
    signal.addEventListener("abort", leave, { once: true });
  });
}

/** Lets the next one in: the first call of the caller whose turn it is. */
function serve(lane: Lane): void {
  for (const [caller, own] of lane.callers) {
    lane.callers.delete(caller);
    const [next] = own;
    if (next === undefined) continue;
    lane.inside++;
    next();
    if (own.size > 0) lane.callers.set(caller, own);
    return;
  }
}

/** Those before a newcomer of this caller: of each caller as many as come in turn before his own place. */
function aheadOf(lane: Lane, own: ReadonlySet<unknown>): number {
  let ahead = 0;
  for (const others of lane.callers.values())
    ahead += others === own ? own.size : Math.min(others.size, own.size + 1);
  return ahead;
}
