/** Something that Postgres was asked and has not answered. */
export type Asked =
  | {
      readonly kind: "parse";
      readonly name: string;
      readonly message: Buffer;
      /** By the pooler: the client does not hear the answer. */
      readonly own: boolean;
      /** The server connection had no statement of this name. */
      readonly added: boolean;
    }
  | { readonly kind: "close"; readonly name: string | undefined }
  | { readonly kind: "copyDone" }
  /** What its answer ends with is ReadyForQuery, as with a query's. */
  | { readonly kind: "sync" }
  | { readonly kind: "query"; readonly own: boolean };

type Of<K extends Asked["kind"]> = Extract<Asked, { kind: K }>;

/** What was asked on a server connection, in its order; answers come in the same order. */
export class Ledger {
  #asked: Asked[] = [];

  add(asked: Asked): void {
    this.#asked.push(asked);
  }

  /** Nothing is open that ends with ReadyForQuery. */
  get settled(): boolean {
    return !this.#asked.some(ends);
  }

  /** What is answered at the moment is the pooler's own query. */
  get own(): boolean {
    const [first] = this.#asked;
    return first?.kind === "query" && first.own;
  }

  /** The one that a ParseComplete or CloseComplete answers. */
  answered<K extends "parse" | "close">(kind: K): Of<K> | undefined {
    const [first] = this.#asked;
    if (first?.kind !== kind) return undefined;
    this.#asked.shift();
    return first as Of<K>;
  }

  /** After an error Postgres skips what was asked up to the end of the pipeline; returns that. */
  failed(): Asked[] {
    return this.#asked.splice(0, this.#indexOf(ends));
  }

  /** A COPY reads from the client: Postgres ignores each Sync until the data has ended. */
  copies(): void {
    const before = this.#asked.splice(
      0,
      this.#indexOf(({ kind }) => kind === "copyDone"),
    );
    this.#asked.unshift(...before.filter(({ kind }) => kind !== "sync"));
  }

  /** ReadyForQuery. */
  ready(): void {
    this.#asked.splice(0, this.#indexOf(ends) + 1);
  }

  clear(): void {
    this.#asked = [];
  }

  #indexOf(which: (asked: Asked) => boolean): number {
    const index = this.#asked.findIndex(which);
    return index < 0 ? this.#asked.length : index;
  }
}

const ends = ({ kind }: Asked): boolean => kind === "sync" || kind === "query";
