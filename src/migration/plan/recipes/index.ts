import type { Recipe } from "../recipe.ts";
import { addConstraint } from "./add-constraint.ts";
import { createIndex } from "./create-index.ts";
import { setNotNull } from "./set-not-null.ts";
import { typeChange } from "./type-change.ts";

/** Asked in this order; the first that takes a change makes it. */
export const recipes: readonly Recipe[] = [setNotNull, addConstraint, createIndex, typeChange];
