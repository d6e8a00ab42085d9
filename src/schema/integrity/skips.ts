import { listed } from "./words.ts";

export interface Skipped {
  readonly check: string;
  readonly reason: string;
}

/** What was not looked at, one line for each check and reason. */
export class Skips {
  readonly #objects = new Map<string, { check: string; reason: string; objects: Set<string> }>();

  add(check: string, reason: string, object?: string): void {
    const key = JSON.stringify([check, reason]);
    const entry = this.#objects.get(key) ?? { check, reason, objects: new Set<string>() };
    this.#objects.set(key, entry);
    if (object !== undefined) entry.objects.add(object);
  }

  list(): Skipped[] {
    return Array.from(this.#objects.values(), ({ check, reason, objects }) => ({
      check,
      reason: objects.size === 0 ? reason : `${reason}: ${listed([...objects])}`,
    }));
  }
}
