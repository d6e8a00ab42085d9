import type { z } from "zod";
import type { Deps } from "../../../../../src/core/deps.ts";
import type { ToolError } from "../../../../../src/core/errors.ts";
import type { Call } from "../../../../../src/core/tool.ts";
import type { Pool } from "../../../../../src/postgres/pool.ts";
import { describeDatabase } from "../../../../../tools/schema/describe-database.ts";
import { noNeon } from "../../../../helpers/deps.ts";

export type Input = z.input<typeof describeDatabase.input>;
export type Output = z.output<typeof describeDatabase.output>;

export const signal: AbortSignal = new AbortController().signal;
const call: Call = { signal, progress: () => {}, confirm: async () => {} };

/** Runs the tool on the pool's database; what it returns has to be what it declares. */
export async function run(pool: Pool, input: Input = {}): Promise<Output> {
  const deps: Deps = {
    access: "read",
    session: () => pool.open({ signal }),
    ...noNeon,
    shadow: () => Promise.reject(new Error("not here")),
  };
  const output = await describeDatabase.run(describeDatabase.input.parse(input), deps, call);
  return describeDatabase.output.strict().parse(output);
}

export async function refusalOf(work: Promise<unknown>): Promise<ToolError> {
  return work.then(
    () => {
      throw new Error("it was not refused");
    },
    (error: ToolError) => error,
  );
}

export function textOf(output: Output): string {
  const { head, data, next } = describeDatabase.render(output);
  return [head, data, next].join("\n");
}

export const names = (list: readonly { name: string }[] | undefined): string[] =>
  (list ?? []).map(({ name }) => name);
