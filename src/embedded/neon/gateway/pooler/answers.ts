import type { Piece } from "../frames.ts";
import type { Backend } from "./backend.ts";
import type { Ledger } from "./ledger.ts";
import { statusOf, tagOf, transactionOf } from "./messages.ts";
import type { Statements } from "./statements.ts";
import type { Variables } from "./variables.ts";

/** Learns from what a server sends: what is answered, what is prepared, what was set, whether the transaction is over. */
export class Answers {
  readonly #ledger: Ledger;
  readonly #statements: Statements;
  readonly #variables: Variables;
  /** The last word was that no transaction is open. */
  idle = false;
  /** The server has said that it goes. */
  fatal = false;

  constructor(ledger: Ledger, statements: Statements, variables: Variables) {
    this.#ledger = ledger;
    this.#statements = statements;
    this.#variables = variables;
  }

  /** A server connection was taken. */
  begin(): void {
    this.idle = false;
  }

  /** Whether the client is to see it. */
  keeps({ type, bytes }: Piece, { prepared }: Backend): boolean {
    if (this.#ledger.own) {
      if (type === "Z") this.#ledger.ready();
      return false;
    }
    if (type === undefined) return true;
    switch (type) {
      case "1":
        return this.#parsed();
      case "3":
        this.#closed(prepared);
        break;
      case "S":
        this.#variables.reported(...statusOf(bytes));
        break;
      case "C":
        if (FORGETS.has(tagOf(bytes))) {
          this.#statements.clear();
          prepared.clear();
        }
        break;
      case "E":
        this.fatal ||= bytes.includes("VFATAL\0");
        for (const asked of this.#ledger.failed())
          if (asked.kind === "parse" && asked.added) prepared.delete(asked.name);
        break;
      case "G":
      case "W":
        this.#ledger.copies();
        break;
      case "Z":
        this.#ledger.ready();
        this.idle = transactionOf(bytes) === "I";
        break;
      default:
        break;
    }
    return true;
  }

  #parsed(): boolean {
    const parsed = this.#ledger.answered("parse");
    if (parsed === undefined) return true;
    if (!parsed.own && parsed.name !== "") this.#statements.set(parsed.name, parsed.message);
    return !parsed.own;
  }

  #closed(prepared: Set<string>): void {
    const name = this.#ledger.answered("close")?.name;
    if (name === undefined) return;
    this.#statements.delete(name);
    prepared.delete(name);
  }
}

/** What these leave of prepared statements is nothing. */
const FORGETS: ReadonlySet<string> = new Set(["DISCARD ALL", "DEALLOCATE ALL"]);
