import type * as z from "zod";
import { identifier } from "../../../core/identifier.ts";
import { faultsOf } from "../../../core/input-faults.ts";
import { nearest } from "../../../core/nearest.ts";
import type { Problem } from "../problem.ts";
import { refuseProblems } from "../problem.ts";
import { fields, ModelInput } from "./input.ts";

/** Throws one INVALID_INPUT with every place that is not of the form, and the fields that may have been meant. */
export function readInput(value: unknown): ModelInput {
  const read = ModelInput.safeParse(value);
  if (read.success) return read.data;
  refuseProblems(read.error.issues.flatMap((issue) => problemsOf(value, issue)));
  throw read.error;
}

function problemsOf(model: unknown, issue: z.core.$ZodIssue): Problem[] {
  const place = placeOf(issue.path);
  if (issue.code !== "unrecognized_keys") {
    const faults = faultsOf({ form: ModelInput, given: model }, issue);
    if (issue.code !== "invalid_value")
      return faults.map(({ path, what }) => ({
        place: placeOf(path),
        cause: what,
        cure: "Correct it.",
      }));
    const isMissing = faults.some(({ what }) => what.startsWith("is missing"));
    const values = issue.values.map((each) => JSON.stringify(each)).join(", ");
    return [
      {
        place,
        cause: isMissing ? "is missing" : "there is no such value",
        cure: `Write one of ${values}.`,
      },
    ];
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
