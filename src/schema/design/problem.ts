import { ToolError } from "../../core/errors.ts";

/** What is wrong at one place of a model. Cause and cure are our sentences; names in them went through `identifier()`. */
export interface Problem {
  /** `entities[2].attributes[0].type`. */
  readonly place: string;
  readonly cause: string;
  readonly cure: string;
  /** What Postgres said. */
  readonly quoted?: string | undefined;
}

/** Problems that one answer tells. */
const SHOWN = 15;

/** Throws one INVALID_INPUT with every place that is wrong, or returns. */
export function refuseProblems(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const quoted = problems
    .slice(0, SHOWN)
    .flatMap(({ place, quoted: said }) => (said === undefined ? [] : [`${place}: ${said}`]))
    .join("\n");
  const details = quoted === "" ? {} : { quoted };
  if (others.length === 0)
    throw new ToolError(
      "INVALID_INPUT",
      `model.${first.place}: ${first.cause}.`,
      first.cure,
      details,
    );
  const lines = problems
    .slice(0, SHOWN)
    .map(({ place, cause, cure }) => `- model.${place}: ${cause}. ${cure}`);
  const left = problems.length - lines.length;
  throw new ToolError(
    "INVALID_INPUT",
    `The model cannot be designed; ${problems.length} places are wrong:\n${lines.join("\n")}${left > 0 ? `\n- and ${left} more` : ""}`,
    "Correct these places and call again.",
    details,
  );
}
