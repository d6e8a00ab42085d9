import type { Catalog } from "../../postgres/catalog/model/catalog.ts";

/** One object that the policies need, and the statements that make it. */
export interface Piece {
  /** `policy app_select on public.tasks` */
  readonly object: string;
  /** Statements without semicolons. They succeed whether or not the object is there already. */
  readonly sql: readonly string[];
  /** Why it is there, for who reads the script. */
  readonly why?: string;
  /** What a schema has of it: the statements are needed where they change this. */
  readonly state: (catalog: Catalog) => unknown;
}
