import type * as z from "zod";
import { identifier } from "../../../core/identifier.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Problem } from "../problem.ts";
import { refuseProblems } from "../problem.ts";
import { fields, ModelInput } from "./input.ts";

/** Throws one INVALID_INPUT with every place that is not of the form, and the fields that may have been meant. */
export function readInput(value: unknown): ModelInput {
  const read = ModelInput.safeParse(value);
  if (read.success) return read.data;
  refuseProblems(read.error.issues.flatMap(problemsOf));
  throw read.error;
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const place = placeOf(issue.path);
  if (issue.code !== "unrecognized_keys") {
    const wanted =
      issue.code === "invalid_value"
        ? `Write one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}.`
        : "Correct it.";
    return [{ place, cause: sentence(issue.message), cure: wanted }];
  }
  const known = fields[issue.path.filter((part) => typeof part === "string").join(".")] ?? [];
  return issue.keys.map((key) => {
    const [close] = nearest(key, known, 1);
    return {
      place: place === "" ? identifier(key) : `${place}.${identifier(key)}`,
      cause: "there is no such field",
      cure: close === undefined ? `There are ${known.join(", ")}.` : `Did you mean \`${close}\`?`,
    };
  });
}

/** `entities[2].attributes[0].type`. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${identifier(String(part))}`))
    .join("")
    .slice(1);

/** Of Zod, whose sentences quote nothing but options. */
const sentence = (message: string): string =>
  `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
