import * as z from "zod";
import { bytesText } from "../../src/core/bytes.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/data/export/export-data.ts"));

export const exportData = defineTool({
  name: "export_data",
  title: "Export data",
  description: "Write a table or a query's rows to files, in one snapshot.",
  effect: "read",
  input: z.object({
    table: z.string().optional().describe("Or query"),
    query: z.string().optional().describe("Reads only"),
    to: z
      .strictObject({
        file: z.string().min(1),
        part_mb: z.int().min(1).optional(),
      })
      .describe("Packed if .gz"),
    format: z.enum(["csv", "ndjson"]).default("csv"),
    target: KnownTarget.optional(),
  }),
  output: z.object({
    target: Target,
    rows: z.number(),
    bytes: z.number(),
    file: z.string(),
    files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
    manifest: z.string(),
    snapshot: z.string(),
    notes: z.array(z.string()),
    duration_ms: z.number(),
  }),
  untrusted: ["notes"],

  async run(input, deps, call) {
    const started = performance.now();
    const done = await (await implementation()).exportData(input, deps, call);
    return {
      ...done,
      files: [...done.files],
      notes: [...done.notes],
      file: done.files[0]?.path ?? "",
      duration_ms: Math.round(performance.now() - started),
    };
  },

  render({ rows, bytes: size, files, file, manifest, notes, duration_ms: ms }) {
    const where =
      files.length === 1 ? identifier(file) : `${files.length} files from ${identifier(file)} on`;
    return {
      head: `${rows} rows (measured), ${bytesText(size)}, in ${where}, ${ms} ms.`,
      ...(notes.length === 0 ? {} : { data: notes.join("\n") }),
      next: `${identifier(manifest)} has the checksums and the snapshot. import_data reads the files again${notes.length === 0 ? "" : ", but for what is noted"}.`,
    };
  },
});
