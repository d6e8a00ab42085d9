import type { ToolError } from "../../core/errors.ts";
import type { Step } from "../../core/migration.ts";
import type { Direction } from "../run/step-run.ts";
import type { Failure } from "./report.ts";

/** A step, or its rollback, that Postgres refused. */
export function failureOf(
  step: Step,
  direction: Direction,
  { message, next, sqlstate, quoted }: ToolError,
  traffic = false,
): Failure {
  const what = direction === "forward" ? "the step" : "its rollback";
  return {
    step: step.id,
    what: `${what} fails${traffic ? " under traffic" : ""}: ${message}`,
    change: direction === "forward" ? next : "Correct the step's rollback.",
    // values and constraints: rows that the plan is not made for
    hangsOnRows: /^(?:22|23)/.test(sqlstate ?? ""),
    ...(quoted === undefined ? {} : { quoted }),
  };
}
