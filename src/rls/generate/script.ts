/** Statements as a script, each with its reason before it. */
export function script(
  parts: readonly { readonly sql: readonly string[]; readonly why?: string }[],
): string {
  return parts
    .filter(({ sql }) => sql.length > 0)
    .map(({ sql, why }) => {
      const reason = why === undefined ? "" : `-- ${why.replaceAll(/\s+/g, " ")}\n`;
      return `${reason}${sql.map((statement) => `${statement};\n`).join("")}`;
    })
    .join("\n");
}
