import { identifier } from "../../core/identifier.ts";

/** The first words of a statement. */
export function beginning(text: string): string {
  const words = text.replaceAll(/\s+/g, " ");
  return words.length <= 60 ? words : `${words.slice(0, 59)}…`;
}

/** A statement as it may stand in a sentence of ours. */
export const shown = (text: string): string => `\`${identifier(text.replaceAll(/\s+/g, " "))}\``;
