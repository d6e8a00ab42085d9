import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { loadEmitter, modelFormats } from "../models/index.ts";
import type { ModelFormat } from "../models/index.ts";
import { modelSource } from "../models/read-source.ts";

/** The formats that are asked for. Throws INVALID_INPUT with those that there are. */
export function readFormats(names: readonly string[]): ModelFormat[] {
  return names.map((name, at) => {
    const format = modelFormats.find((one) => one === name.toLowerCase());
    if (format !== undefined) return format;
    const [close] = nearest(name, modelFormats, 1);
    throw new ToolError(
      "INVALID_INPUT",
      `models[${at}]: there is no format \`${identifier(name)}\`.`,
      close === undefined ? `There are ${modelFormats.join(", ")}.` : `Did you mean \`${close}\`?`,
    );
  });
}

/** The text of each format, several files one after the other; what a format cannot say stands in it as a comment. */
export async function writeModels(
  catalog: Catalog,
  schema: string,
  formats: readonly ModelFormat[],
): Promise<Record<string, string>> {
  const source = modelSource(catalog, [schema]);
  const written: Record<string, string> = {};
  for (const format of formats) {
    const emit = await loadEmitter(format);
    const { files } = await emit(source);
    written[format] = files.map(({ content }) => content).join("\n");
  }
  return written;
}
