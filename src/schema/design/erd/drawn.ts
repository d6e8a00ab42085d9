/**
 * What a drawing of a schema shows, as a diagram or as a picture: tables as boxes, references as lines between them. It knows nothing of
 * designs, so that a live database can be drawn by it, too. Names and comments are other people's words.
 */
export interface DrawnSchema {
  readonly tables: readonly DrawnTable[];
  readonly references: readonly DrawnReference[];
}

export interface DrawnTable {
  /** As Postgres prints it, with its schema where that is another than that of most. */
  readonly name: string;
  readonly comment: string | null;
  /** As many as there are, or are expected; null where nobody knows. */
  readonly rows: number | null;
  readonly columns: readonly DrawnColumn[];
  /** `CREATE INDEX` statements, or what follows `ON` in them. */
  readonly indexes: readonly string[];
}

export interface DrawnColumn {
  readonly name: string;
  /** As people write it: `timestamptz`. */
  readonly type: string;
  readonly required: boolean;
  /** Part of the primary key. */
  readonly primary: boolean;
  /** Unique by itself. */
  readonly unique: boolean;
  /** Part of a foreign key. */
  readonly foreign: boolean;
  readonly comment: string | null;
}

/** A foreign key. */
export interface DrawnReference {
  readonly name: string;
  /** Places in `tables`: who has the columns, and whom they refer to. */
  readonly from: number;
  readonly to: number;
  readonly columns: readonly string[];
  /** Every row refers to one. */
  readonly required: boolean;
  /** At most one row refers to each. */
  readonly single: boolean;
  /** The columns are part of the primary key. */
  readonly identifying: boolean;
  /** As in `ON DELETE`: `CASCADE`. */
  readonly onDelete: string;
}
