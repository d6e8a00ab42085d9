import type { Recipe } from "../recipe.ts";

/** Asked in this order; the first that takes a change makes it. */
export const recipes: readonly Recipe[] = [];
