import { symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPlace, type Place, writeFiles } from "./place.ts";
import { filesOf } from "./scenes.ts";

/** From where the suite's own packages are. */
const load = createRequire(join(import.meta.dirname, "package.json"));

interface Isolate {
  evaluate<T>(code: string): T;
}

let place: Place;
beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place[Symbol.asyncDispose]());

test.each(["serverless-driver", "drizzle", "next.js"])(
  "%s answers in an isolate without Node.js, of a compute that sleeps",
  async (stack) => {
    const { files } = await filesOf(stack, "edge");
    const folder = place.folder(`edge-${stack}`);
    symlinkSync(join(import.meta.dirname, "node_modules"), join(folder, "node_modules"));
    const db = files.find(({ path }) => path.endsWith("db.ts"))?.path ?? "";
    const entry = `export { isReady } from "./${db}";
import { neonConfig } from "@neondatabase/serverless";
neonConfig.fetchEndpoint = "${place.http.origin}/sql";
`;
    writeFiles(folder, [...files, { path: "entry.ts", content: entry }]);
    const url = `postgresql://app:${place.password}@${place.http.host}/neondb?sslmode=require`;
    const { build } = load("esbuild") as {
      build: (options: object) => Promise<{ outputFiles: { text: string }[] }>;
    };
    const built = await build({
      entryPoints: [join(folder, "entry.ts")],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "application",
      platform: "neutral",
      mainFields: ["module", "main"],
      conditions: ["edge-light", "worker"],
      define: { "process.env.DATABASE_URL": JSON.stringify(url) },
    });
    const { EdgeVM } = load("@edge-runtime/vm") as { EdgeVM: new () => Isolate };
    const isolate = new EdgeVM();
    isolate.evaluate(built.outputFiles[0]?.text ?? "");
    await place.suspend();
    expect(await isolate.evaluate<Promise<boolean>>("application.isReady()")).toBe(true);
    expect(isolate.evaluate<string>("typeof process")).toBe("undefined");
  },
);
