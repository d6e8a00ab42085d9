import type { ModelSource } from "./source.ts";

export interface ModelFile {
  readonly path: string;
  readonly content: string;
}

export interface GeneratedModels {
  readonly files: readonly ModelFile[];
  /** What the format cannot say; each stands in the file as a comment too. */
  readonly warnings: readonly string[];
}

/** Writes the models of one format. The same source gives the same text. */
export type EmitModels = (source: ModelSource) => GeneratedModels | Promise<GeneratedModels>;
