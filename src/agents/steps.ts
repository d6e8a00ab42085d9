import { readText, realOf } from "./files.ts";
import type { Step } from "./plan.ts";

/**
 * The steps of a plan as they come together. A file is seen as the steps before leave it, and is one file whichever name leads to it:
 * folders of two clients may be the same by a link.
 */
export class Steps {
  readonly #steps = new Map<string, Step>();

  /** Errors: those of `readText`. */
  async read(file: string): Promise<string | undefined> {
    const step = this.#steps.get(await realOf(file));
    return step === undefined ? readText(file) : step.after;
  }

  async write(file: string, after: string | undefined): Promise<void> {
    const real = await realOf(file);
    const step = this.#steps.get(real) ?? { file, before: await readText(file) };
    this.#steps.set(real, { ...step, after });
  }

  list(): Step[] {
    return [...this.#steps.values()].filter(({ before, after }) => before !== after);
  }
}
