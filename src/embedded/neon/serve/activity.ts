/** Tells for how long nothing has been asked of the local Neon. */
export class Activity {
  readonly #isBusy: () => boolean;
  #requests = 0;
  #last = Date.now();

  /** `isBusy` says whether something goes on that no request waits for: a connection, an operation. */
  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
  }

  /** A request that lasts until the returned function is called, once. */
  begin(): () => void {
    this.#requests += 1;
    return () => {
      this.#requests -= 1;
      this.touch();
    };
  }

  touch(): void {
    this.#last = Date.now();
  }

  /** Milliseconds; 0 while something goes on. Only what goes on when this is called is seen: call it often. */
  idleFor(): number {
    if (this.#requests > 0 || this.#isBusy()) this.touch();
    return Date.now() - this.#last;
  }
}
