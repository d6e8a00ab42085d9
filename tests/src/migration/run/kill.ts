import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { ToolError } from "../../../../src/core/errors.ts";
import type { Plan } from "../../../../src/core/migration.ts";
import type { Harness } from "./harness.ts";

export interface Task {
  readonly url: string;
  readonly plan: Plan;
  readonly action: "apply" | "rollback";
}

const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const child = join(import.meta.dirname, "child.ts");

/** Does the task in a process of its own, which is killed at a moment after it has begun; false where it had ended before. */
export async function killed(task: Task, moment: () => Promise<unknown>): Promise<boolean> {
  const running = spawn(process.execPath, ["--import", loader, child, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
  });
  const exit = once(running, "exit");
  const said: string[] = [];
  const lines = createInterface({ input: running.stdout });
  const begins = once(lines, "line");
  lines.on("line", (line) => said.push(line));
  await Promise.race([begins, exit]);
  await Promise.race([moment(), exit]);
  running.kill("SIGKILL");
  const [code] = (await exit) as [number | null];
  if (code !== null && code !== 0) throw new Error(`the ${task.action} ended with ${code}`);
  return !said.includes("ended");
}

/** What a database holds that a plan was applied to. */
export interface Outcome {
  readonly fingerprint: string;
  readonly rows: unknown;
  /** How often each step was done and not undone. */
  readonly times: unknown;
}

export async function outcomeOf(on: Harness): Promise<Outcome> {
  const columns = (await on.one(
    "select string_agg(attname, ',' order by attname) from pg_attribute where attrelid = 'public.tasks'::regclass and attnum > 0 and not attisdropped",
  )) as string;
  return {
    fingerprint: await on.fingerprint(),
    rows: await on.one(
      `select md5(string_agg((${columns})::text, ';' order by id)) from public.tasks`,
    ),
    times: await on.one(
      `select json_object_agg(step, n order by step)::text from (
         select regexp_replace(what, '^back ', '') as step, sum(case when what ~ '^back ' then -1 else 1 end) as n
         from public.times where what <> 'backfill.1' group by 1 having sum(case when what ~ '^back ' then -1 else 1 end) <> 0) t`,
    ),
  };
}

/** Brings to its end what a killed process has left, by the calls that their refusals name. */
export async function finish(on: Harness, action: Task["action"]): Promise<void> {
  if (action === "rollback") {
    const back = await on.rollback();
    if (back.catalogEqual !== true)
      throw new Error(`rolled back, and not equal: ${back.difference ?? ""}`);
    return;
  }
  try {
    await on.apply({ through: "contract" });
  } catch (error) {
    if (!(error instanceof ToolError) || !error.next.includes("rollback_migration with"))
      throw error;
    await finish(on, "rollback");
    await on.apply({ through: "contract" });
  }
}
