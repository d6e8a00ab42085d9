import type { MigrationFile, MigrationSet, Piece, Shape } from "../folder/set.ts";
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
      transactions.beginPiece(file.up[at]?.shape ?? "each", statements.length);
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
  #open: number | undefined;
  /** BEGIN was sent by the file itself. */
  #explicit = false;
  #last = -1;
  #settings: Settings = noSettings();

  beginFile(): void {
    this.#close();
    this.#settings = noSettings();
  }

  /** Several statements in one string are a transaction, one by itself is none. */
  beginPiece(shape: Shape, statements: number): void {
    const next = shape === "batch" && statements < 2 ? "each" : shape;
    if ((next !== this.#shape || next === "batch") && !this.#explicit) this.#close();
    this.#shape = next;
  }

  take(statement: Placed["statement"]): Pick<Draft, "transaction" | "settings"> {
    const command = textOf(asNode(statement.node, "TransactionStmt")?.["kind"]);
    if (/BEGIN|START/.test(command)) this.#begin();
    else if (this.#shape !== "each") this.#open ??= ++this.#last;
    const transaction = this.#open;
    const settings = settingsNow(this.#settings);
    takeIn(this.#settings, statement, transaction !== undefined);
    if (/COMMIT$|ROLLBACK$|PREPARE$/.test(command)) this.#close();
    return { transaction, settings };
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
