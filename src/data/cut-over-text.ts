import type { CutOver, CutOverStep } from "./import-result.ts";

/** The way to change over, a line for each step, as a person would follow it. */
export function cutOverText({
  method,
  downtime,
  needs,
  steps,
  not_replicated: not,
}: CutOver): string[] {
  return [
    `Cut-over by ${method}; downtime: ${downtime}.`,
    ...needs.map((need) => `Needs: ${need}`),
    ...steps.map((step, at) => `${at + 1}. ${stepText(step)}`),
    ...(not.length === 0 ? [] : [`Not carried over: ${not.join("; ")}.`]),
  ];
}

function stepText({ on, does, tool, arguments: args, sql }: CutOverStep): string {
  const call = tool === undefined ? [] : [`${tool} ${JSON.stringify(args ?? {})}`];
  const text = sql === undefined ? [] : [`SQL: ${sql.replaceAll("\n", " ")}`];
  return [`on the ${on}: ${does}`, ...call, ...text].join(" | ");
}
