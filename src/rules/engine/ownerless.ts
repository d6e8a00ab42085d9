import type { Reported } from "./report.ts";

/** Whoever loaded a text has a name that says nothing to anybody. */
export const ownerless =
  (owner: string) =>
  (finding: Reported): Reported => {
    const sql = (text: string | undefined): string | undefined =>
      text?.replaceAll(owner, "CURRENT_USER");
    const [fix, rollback] = [sql(finding.fix), sql(finding.rollback)];
    return {
      ...finding,
      message: finding.message.replaceAll(`\`${owner}\``, "its owner"),
      ...(fix === undefined ? {} : { fix }),
      ...(rollback === undefined ? {} : { rollback }),
    };
  };
