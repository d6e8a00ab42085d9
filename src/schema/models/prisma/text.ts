/** A documentation comment of Prisma. */
export function doc3(text: string | null, indent = ""): string[] {
  if (text === null || text.trim() === "") return [];
  return text
    .split(/\r\n|[\r\n\v\f\u2028\u2029\u0085]/)
    .map((line) => `${indent}/// ${line}`.trimEnd());
}

/** The head of the file: what it cannot say. */
export const notes = (warnings: readonly string[]): string[] =>
  warnings.flatMap((warning) =>
    warning.split(/\r\n|[\r\n\v\f\u2028\u2029\u0085]/).map((line) => `// Note: ${line}`),
  );
