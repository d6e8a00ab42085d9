import type { Branch } from "../core/neon.ts";

/** The name that Neon's console gives to what a restored branch was: `main_old_20261121T093000Z`. */
export function oldName({ name }: Pick<Branch, "name">, now = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `${name}_old_${time}`;
}
