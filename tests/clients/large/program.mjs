import { spawn } from "node:child_process";
import { drive } from "../drivers/driver.mjs";
import { openModel } from "./model.mjs";

/**
 * A program for people, without one: each call is a run of it with a model that makes that call. `configure` writes its configuration into
 * its home and returns `{ command, args, env }`; `name` takes the program's prefix off a tool's name.
 */
export async function driveProgram(configure, name) {
  await drive(async (place) => {
    const seen = { plan: undefined, tools: [], shown: undefined };
    const model = await openModel(({ tools, shown }) => {
      // titles, summaries and the like are asked without our tools
      if (!tools.some((tool) => name(tool) === "run_sql")) return undefined;
      Object.assign(seen, { tools, shown: shown ?? seen.shown });
      return shown === undefined ? seen.plan : undefined;
    });
    const { command, args, env } = await configure({ ...place, model: model.base });
    const run = (plan, signal) =>
      new Promise((resolve, reject) => {
        Object.assign(seen, { plan, tools: [], shown: undefined });
        const child = spawn(command, args, {
          env: { ...process.env, ...env },
          stdio: ["ignore", "pipe", "pipe"],
        });
        let said = "";
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (text) => (said += String(text)));
        signal?.addEventListener("abort", () => child.kill("SIGINT"));
        child.once("error", reject);
        child.once("close", (code) => resolve({ code, said }));
      });
    return {
      async tools() {
        const { said } = await run(undefined);
        if (seen.tools.length === 0) throw new Error(`no tools were offered: ${said}`);
        return seen.tools.map((tool) => name(tool)).filter((each) => each !== undefined);
      },
      async call(tool, input, signal) {
        const { code, said } = await run({ name: tool, args: input }, signal);
        const { shown } = seen;
        if (shown === undefined) return { thrown: `${code}: ${said}` };
        return { text: shown };
      },
      close: () => model.close(),
    };
  });
}
