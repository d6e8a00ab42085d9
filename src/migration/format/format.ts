import type { Catalog } from "../../postgres/catalog/model/catalog.ts";

/** A file of a migration folder. Paths are relative, with `/`. */
export interface MigrationFile {
  readonly path: string;
  readonly content: string;
}

/** What tools run at once: one transaction, or one statement that runs alone. */
export interface Part {
  /** `expand.1` */
  readonly id: string;
  /** In letters, digits and `_`: `add_due_date_expand_1`. */
  readonly slug: string;
  readonly purpose: string;
  /** Statements without semicolons. */
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** Whether a transaction is around them; a single statement that runs alone has none. */
  readonly transaction: { readonly up: boolean; readonly down: boolean };
  readonly lockTimeoutMs: number;
}

export interface ExportRequest {
  readonly parts: readonly Part[];
  /** The folder that is continued: paths relative to it. */
  readonly existing: readonly MigrationFile[];
  /** The schema before and after all steps; there where the format `drawsSchema`. */
  readonly schema: { readonly before: Catalog; readonly after: Catalog } | undefined;
  /** For tools whose numbers are times. */
  readonly now: Date;
}

/** How one migration tool wants its files. */
export interface Format {
  readonly id: string;
  /** Where the tool looks by default. */
  readonly folder: string;
  /** Settings that the tool has to be run with, so that it does not put several steps into one transaction. */
  readonly note?: string;
  /** Whether the tool runs `down`. Otherwise rollbacks come as files that it does not look at. */
  readonly hasDown: boolean;
  /** The tool keeps a picture of the schema beside its files. */
  readonly drawsSchema?: true;
  export(request: ExportRequest): MigrationFile[];
}
