/** Who is at work with something, and who waits for the last of them to go. */
export class Users {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  get some(): boolean {
    return this.#count > 0;
  }

  come(): void {
    this.#count += 1;
  }

  go(): void {
    this.#count -= 1;
    if (this.#count === 0) for (const wake of this.#waiting.splice(0)) wake();
  }

  async gone(): Promise<void> {
    if (this.some) await new Promise<void>((wake) => this.#waiting.push(wake));
  }
}
