import type { Finding } from "../../core/finding.ts";
import type { RlsProof } from "../proof.ts";

/** What the picture of a proof shows. Names and messages are other people's words. */
export interface ProofPicture {
  readonly passed: boolean;
  readonly cells: number;
  /** Roles one after another, the application's first. */
  readonly columns: readonly DrawnActor[];
  readonly tables: readonly {
    readonly name: string;
    /** One for each column; null where that actor tried nothing. */
    readonly squares: readonly (DrawnSquares | null)[];
  }[];
  readonly failed: readonly DrawnFailure[];
  /** Failed cells beyond those that are drawn. */
  readonly leftOut: number;
  readonly bypasses: readonly Omit<Finding, "key">[];
  readonly mutations: RlsProof["mutations"];
}

export interface DrawnActor {
  readonly role: string;
  readonly actor: string;
}

export type DrawnCommand = "select" | "insert" | "update" | "delete";

/** By command what the intent says and what came of it; commands that were not tried are left out. */
export type DrawnSquares = Readonly<Partial<Record<DrawnCommand, DrawnSquare>>>;

interface DrawnSquare {
  /** The intent lets at least one of the things that were tried come to something. */
  readonly allowed: boolean;
  readonly tried: number;
  /** Of those, how many went another way than the intent says. */
  readonly wrong: number;
}

export interface DrawnFailure {
  /** Places in `tables` and `columns`. */
  readonly table: number;
  readonly column: number;
  /** `other` is what no policy of one command decides. */
  readonly command: DrawnCommand | "other";
  readonly verb: string;
  readonly expected: string;
  readonly got: string;
}
