import * as z from "zod";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/migration/format/export.ts"));

export const exportMigration = defineTool({
  name: "export_migration",
  title: "Export a migration",
  description: "Write a plan as files of a migration tool.",
  effect: "read",
  input: z.object({
    plan_id: z.string(),
    format: z.enum([
      "sql",
      "alembic",
      "prisma",
      "drizzle",
      "node-pg-migrate",
      "dbmate",
      "flyway",
      "golang-migrate",
      "graphile-migrate",
    ]),
    folder: z.string().optional().describe("Numbers go on after its migrations."),
  }),
  output: z.object({
    files: z.array(z.object({ path: z.string(), content: z.string() })),
    folder: z.string().describe("Where the tool looks for them."),
    notes: z.array(z.string()),
  }),
  untrusted: ["files"],

  async run({ folder, ...input }, deps, call) {
    const { exportMigration: write, notesOf } = await implementation();
    const exported = await write({ ...input, folder }, deps, call);
    return {
      files: [...exported.files],
      folder: folder ?? exported.format.folder,
      notes: notesOf(exported),
    };
  },

  render({ files, folder, notes }) {
    return {
      head: [`${files.length} files for \`${folder.replaceAll("`", "'")}\`.`, ...notes].join(" "),
      data: files.map(({ path, content }) => `== ${path}\n${content}`).join("\n"),
      next: "Write them as they are; deploy the application between the phases.",
    };
  },
});
