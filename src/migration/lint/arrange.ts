import type { MigrationFile, MigrationSet, Piece, Shape } from "../folder/set.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { asNode, textOf } from "../../sql/walk.ts";
import type { Draft } from "./draft.ts";
import { noSettings, settingsNow, takeIn, type Settings } from "./settings.ts";
import { type Fault, type Placed, splitScript } from "./split.ts";

export interface FileFault extends Fault {
  readonly file: string;
}

export interface Arranged {
  readonly drafts: readonly Draft[];
  readonly faults: readonly FileFault[];
}

/** Where the statements of a set run: numbers the transactions and follows the settings, as the tool and the files make them. */
export async function arrange(set: Pick<MigrationSet, "files" | "together">): Promise<Arranged> {
  const drafts: Draft[] = [];
  const faults: FileFault[] = [];
  const transactions = new Transactions();
  for (const file of set.files) {
    if (!set.together) transactions.beginFile();
    const pieces = await Promise.all(file.up.map((piece) => splitPiece(piece)));
    for (const [at, { statements, faults: found }] of pieces.entries()) {
      const piece = file.up[at];
      if (piece !== undefined) transactions.beginPiece(piece, statements);
      for (const placed of statements)
        drafts.push(draftOf(placed, file, drafts.length, transactions));
      faults.push(...found.map((fault) => ({ ...fault, file: file.path })));
    }
  }
  return { drafts, faults };
}

function draftOf(
  { statement, comments, line, column }: Placed,
  file: MigrationFile,
  number: number,
  transactions: Transactions,
): Draft {
  const { transaction, settings } = transactions.take(statement);
  const ignored = Array.from(
    comments.matchAll(/--\s*neon-dba:\s*ignore\s+([^\n]*)/gi),
    ([, rules = ""]) => rules.split(/[\s,]+/).filter((rule) => rule !== ""),
  ).flat();
  return { statement, number, file: file.path, line, column, transaction, settings, ignored };
}

async function splitPiece(piece: Piece): Promise<Awaited<ReturnType<typeof splitScript>>> {
  const { statements, faults } = await splitScript(piece.sql);
  const moved = <T extends { line: number; column: number }>(place: T): T =>
    piece.translated === true
      ? { ...place, line: piece.line, column: 1 }
      : { ...place, line: place.line + piece.line - 1 };
  return { statements: statements.map(moved), faults: faults.map(moved) };
}

/** Which transaction is open while statements pass by. */
class Transactions {
  #shape: Shape = "each";
  #separately = false;
  #open: number | undefined;
  /** BEGIN was sent by the file itself. */
  #explicit = false;
  /** The file ended the transaction that the tool had opened. */
  #left = false;
  #last = -1;
  #settings: Settings = noSettings();

  beginFile(): void {
    this.#close();
    this.#left = false;
    this.#settings = noSettings();
  }

  /** Several statements in one string are a transaction, one by itself is none. */
  beginPiece(
    { shape, separately = false, detects = false }: Piece,
    statements: readonly Placed[],
  ): void {
    const alone = detects && statements.every(({ statement }) => runsAlone(statement));
    const sent = shape === "transaction" && this.#left && !separately ? "batch" : shape;
    const next = alone || (sent === "batch" && statements.length < 2) ? "each" : sent;
    if ((next !== this.#shape || next === "batch") && !this.#explicit) this.#close();
    this.#shape = next;
    this.#separately = separately;
  }

  take(statement: Placed["statement"]): Pick<Draft, "transaction" | "settings"> {
    const command = textOf(asNode(statement.node, "TransactionStmt")?.["kind"]);
    if (/BEGIN|START/.test(command)) this.#begin();
    else if (this.#opens) this.#open ??= ++this.#last;
    const transaction = this.#open;
    const settings = settingsNow(this.#settings);
    takeIn(this.#settings, statement, transaction !== undefined);
    if (/COMMIT$|ROLLBACK$|PREPARE$/.test(command)) {
      this.#left ||= this.#shape === "transaction";
      this.#close();
    }
    return { transaction, settings };
  }

  /** What follows the end of the tool's transaction in the same string is one again. */
  get #opens(): boolean {
    return (
      this.#shape === "batch" ||
      (this.#shape === "transaction" && !(this.#left && this.#separately))
    );
  }

  #begin(): void {
    this.#open ??= ++this.#last;
    this.#explicit = true;
  }

  #close(): void {
    this.#open = undefined;
    this.#explicit = false;
    this.#settings.local.clear();
  }
}
