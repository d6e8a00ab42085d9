const DEFINITION = 8_000;
const PROSE = 2_000;

/** The field, unless its value is missing or says nothing. */
export function optional<K extends string, T>(
  key: K,
  value: T | null | undefined,
  unsaid: unknown,
): { [P in K]?: T } {
  if (value === null || value === undefined || value === unsaid) return {};
  return { [key]: value } as { [P in K]?: T };
}

/** SQL text, cut where it is very long. */
export function definition(text: string): string {
  return cut(text, DEFINITION);
}

/** A comment, cut where it is very long. */
export function prose(text: string | null): string | null {
  return text === null ? null : cut(text, PROSE);
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length)}… (${text.length - length} characters more)`;
}
