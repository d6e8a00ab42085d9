import * as z from "zod";
import { once } from "../../src/core/once.ts";
import { KnownTarget, Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { modelFormats } from "../../src/schema/models/index.ts";

const implementation = once(() => import("../../src/schema/models/generate.ts"));
const paging = once(() => import("../../src/schema/models/page.ts"));
const ledger = once(() => import("../../src/schema/without-ledger.ts"));
const ledgers = once(() => import("../../src/migration/folder/without-ledgers.ts"));

export const generateModels = defineTool({
  name: "generate_models",
  title: "Generate models",
  description: "Write ORM models of a schema.",
  effect: "read",
  input: z.object({
    format: z.enum(modelFormats),
    target: KnownTarget.optional(),
    ddl: z.string().optional().describe("Instead"),
    schemas: z.array(z.string()).min(1).optional(),
    cursor: z.string().optional(),
  }),
  output: z.object({
    target: Target.optional(),
    files: z.array(
      z.object({
        path: z.string(),
        content: z.string(),
        part: z.string().optional().describe("`2/3`: the parts of a file follow each other."),
      }),
    ),
    warnings: z.array(z.string()).describe("What the format cannot say."),
    tables: z.int().describe("Tables and views in all pages."),
    next_cursor: z.string().optional(),
  }),
  untrusted: ["files", "warnings"],

  async run({ cursor, ...request }, deps, call) {
    const { generateModels: generate } = await implementation();
    const { pageOf } = await paging();
    const { withoutLedger } = await ledger();
    const { withoutLedgers } = await ledgers();
    const made = await generate(request, deps, call, (catalog) =>
      withoutLedgers(withoutLedger(catalog)),
    );
    const { files, warnings, ...rest } = pageOf(made, cursor);
    return {
      ...(made.target === undefined ? {} : { target: made.target }),
      files: [...files],
      warnings: [...warnings],
      tables: made.tables,
      ...rest,
    };
  },

  render({ target, files, warnings, tables, next_cursor: cursor }) {
    const read =
      target === undefined ? "as a shadow made them of the DDL" : "as the catalog has them";
    const parts = files.map(({ part }) =>
      part === undefined ? "a file" : `part ${part} of a file`,
    );
    const notes =
      warnings.length === 1 ? "1 note, which stands" : `${warnings.length} notes, which stand`;
    return {
      head: [
        `${tables} table${tables === 1 ? "" : "s and views"}, ${read} (measured), in ${parts.join(", ")}.`,
        ...(warnings.length === 0 ? [] : [`${notes} in the file too.`]),
      ].join(" "),
      data: [
        ...warnings.map((warning) => `note: ${warning}`),
        ...files.map(
          ({ path, content, part }) =>
            `== ${path}${part === undefined ? "" : ` (${part})`}\n${content}`,
        ),
      ].join("\n"),
      next:
        cursor === undefined
          ? "Write the files as they are, and generate them again after each migration."
          : `Write this part, then append the next: repeat the call with cursor ${JSON.stringify(cursor)}. \`schemas\` narrows it.`,
    };
  },
});
