import { nameOf } from "../../rows/name.ts";
import type { MakeRecipe } from "./strategy.ts";

/** Nothing is in the way. */
export const plain: MakeRecipe = ({ table, refusing }) =>
  refusing.length > 0
    ? undefined
    : {
        name: "delete",
        takes: "cascades",
        pros: "One statement, and the database does the rest.",
        cons: "What goes with it by cascades is lost, too. Many rows go better in batches, by `ctid IN (SELECT ctid ... LIMIT 5000)` until none is left.",
        statements: (condition) => [`DELETE FROM ${nameOf(table)} WHERE ${condition}`],
      };
