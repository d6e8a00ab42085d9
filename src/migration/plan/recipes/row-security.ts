import { alterationOf, printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Recipe } from "../recipe.ts";

/** Row-level security without a policy hides every row: it comes when the policies are there, and the application is ready for them. */
export const rowSecurity: Recipe = {
  id: "row-security",
  title: "Policies first, then row-level security",
  cook(change, surroundings) {
    const alteration = alterationOf(change, surroundings);
    if (alteration === undefined) return undefined;
    const { table, subtype } = alteration;
    const word = words[subtype];
    if (word === undefined || surroundings.isNew(printed(table))) return undefined;
    const alter = `ALTER TABLE ${printed(table)}`;
    const { enabled, forced } = table.rowSecurity;
    if (word === "ENABLE" ? enabled : forced) return undefined;
    return cooked({
      pieces: [
        {
          phase: "switch",
          purpose: `${word} row-level security of ${printed(table)}`,
          sql: `${alter} ${word} ROW LEVEL SECURITY`,
          rollback: `${alter} ${word === "ENABLE" ? "DISABLE" : "NO FORCE"} ROW LEVEL SECURITY`,
        },
      ],
      notes: [
        {
          phase: "switch",
          text: `From here on roles ${word === "ENABLE" ? "other than the owner of" : "that own"} \`${printed(table)}\` see only rows that a policy shows them: prove_rls tries it.`,
        },
      ],
    });
  },
};

const words: Readonly<Record<string, string>> = {
  AT_EnableRowSecurity: "ENABLE",
  AT_ForceRowSecurity: "FORCE",
};
