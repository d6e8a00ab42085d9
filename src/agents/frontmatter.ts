import { stringify } from "yaml";

/** For people who find the file: what it is, and what becomes of their edits. */
export const NOTICE =
  "Written by `neon-dba agents install`, taken away by `neon-dba agents remove`; once edited, it is left as it is.";

/** A Markdown file with frontmatter, as most clients want their sub-agents. The notice is a comment there: no model reads it. */
export function markdown(
  front: Readonly<Record<string, unknown>>,
  body: string,
  notice = NOTICE,
): string {
  return `---\n# ${notice}\n${stringify(front, { lineWidth: 0 })}---\n\n${body}\n`;
}
