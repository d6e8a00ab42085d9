import type { Writable } from "node:stream";
import type { Connection } from "pg";
import { ToolError } from "../core/errors.ts";
import { marked } from "./own.ts";

/** A parameter as it goes over the wire: text, or null. */
export type Parameter = string | null;

/** One statement that is run to its end before the one that is wanted. */
export interface Command {
  readonly sql: string;
  readonly values?: readonly Parameter[];
  /** Of a prepared statement that the connection keeps. */
  readonly name?: string;
  /** It is there already. */
  readonly parsed?: boolean;
  /** Prepared statements that make room for it. */
  readonly closes?: readonly string[];
  /** Its rows, where somebody wants them. */
  readonly row?: RowSink;
}

/** A column as `RowDescription` gives it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
  readonly dataTypeModifier: number;
}

/** What one exchange brought back. */
export interface Reply {
  /** The command tag with its counts, when the last statement ran to its end. */
  tag: string | undefined;
  fields: readonly Field[];
  /** Types that Postgres gave the statement's parameters. */
  parameters: readonly number[];
}

/** The last of the tag's counts. */
export const rowsOf = ({ tag = "" }: Reply): number => Number(/\d+$/.exec(tag)?.[0] ?? 0);

export type RowSink = (values: readonly Parameter[]) => void;

/**
 * Messages of the extended protocol that leave in one flush and end with one Sync: when a command fails, Postgres skips the
 * rest, so what follows a failed BEGIN never runs. Handed to the driver's `query` as its submittable.
 */
export class Exchange {
  readonly #before: readonly Command[];
  readonly #write: (connection: Connection) => void;
  readonly #row: RowSink;
  readonly #reply: Reply = { tag: undefined, fields: [], parameters: [] };
  #completed = 0;
  #answered = false;
  #error: Error | undefined;
  #settle: (error?: unknown) => void = () => {};
  readonly done: Promise<Reply>;

  /** `before` runs first; `write` adds the messages of the statement whose rows and tag are wanted. */
  constructor(
    before: readonly Command[],
    write: (connection: Connection) => void,
    row: RowSink = () => {},
  ) {
    this.#before = before;
    this.#write = write;
    this.#row = row;
    this.done = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve(this.#reply) : reject(error));
    });
  }

  /** Whether everything before the wanted statement went well. */
  get prepared(): boolean {
    return this.#completed >= this.#before.length;
  }

  /** Whether the wanted statement ran to its end. */
  get completed(): boolean {
    return this.#completed > this.#before.length;
  }

  /** Whether Postgres said anything about it but an error. */
  get answered(): boolean {
    return this.#answered;
  }

  submit(connection: Connection): void {
    // a socket writes at once, a tunnel together whatever comes in one go
    const { stream } = connection as { stream: Partial<Writable> };
    stream.cork?.();
    try {
      for (const command of this.#before) writeCommand(connection, command);
      this.#write(connection);
      this.finish(connection);
    } finally {
      stream.uncork?.();
    }
    // The driver does not hand this message on.
    connection.on("parameterDescription", this.#parameters);
    const detach = (): void => {
      connection.removeListener("parameterDescription", this.#parameters);
      connection.removeListener("readyForQuery", ready);
      connection.removeListener("end", lost);
    };
    const ready = (): void => {
      detach();
      this.#settle(this.#error);
    };
    const lost = (): void => {
      detach();
      this.#settle(this.#error ?? new Error("Connection terminated"));
    };
    connection.on("readyForQuery", ready);
    connection.on("end", lost);
  }

  /** What comes last: Postgres answers it with how the transaction stands. */
  protected finish(connection: Pick<Connection, "sync">): void {
    connection.sync();
  }

  readonly #parameters = (message: { dataTypeIDs: number[] }): void => {
    this.#reply.parameters = message.dataTypeIDs;
  };

  handleRowDescription(message: { fields: Field[] }): void {
    this.#answered = true;
    this.#reply.fields = message.fields;
  }

  handleDataRow(message: { fields: Parameter[] }): void {
    if (this.prepared) this.#row(message.fields);
    else this.#before[this.#completed]?.row?.(message.fields);
  }

  handleCommandComplete(message: { text: string }): void {
    this.#answered = true;
    if (this.prepared) this.#reply.tag = message.text;
    this.#completed += 1;
  }

  handleEmptyQuery(): void {
    this.#reply.tag = "";
  }

  handlePortalSuspended(): void {
    this.#reply.tag = undefined;
  }

  handleCopyData(_message: { readonly chunk: Buffer }): void {}

  handleCopyInResponse(connection: CopyTarget): void {
    connection.sendCopyFail(NO_INPUT);
  }

  /** The driver forgets a query that failed, though Postgres says afterwards how the transaction stands: that is waited for. */
  handleError(error: unknown, connection?: Pick<Connection, "sync">): void {
    // a WebSocket tells of its errors by events
    this.#error = error instanceof Error ? error : new Error("Connection terminated");
    if (!("severity" in this.#error)) this.#settle(this.#error);
    else if (this.#error.message.includes(NO_INPUT)) {
      // a copy that was read took the Sync for a part of it, and passed over it; one that was refused before did not
      connection?.sync();
      this.#error = copyWithoutInput(this.#error);
    }
  }

  handleReadyForQuery(): void {}
}

/** Postgres repeats it in its answer, in whatever language. */
const NO_INPUT = "neon-dba sends no rows";

interface CopyTarget {
  sendCopyFail(message: string): void;
}

const copyWithoutInput = (cause: Error): ToolError =>
  new ToolError(
    "UNSUPPORTED",
    "COPY FROM STDIN reads what its client sends, and nothing is sent here.",
    "Use INSERT with several rows of VALUES, or import_data.",
    { cause },
  );

/** Parse, Bind and Execute without a row limit. */
export function writeCommand(connection: Connection, command: Command): void {
  const { sql, values = [], name = "", parsed = false, closes = [] } = command;
  for (const old of closes) connection.close({ type: "S", name: old }, true);
  if (!parsed) connection.parse({ name, text: marked(sql), types: [] }, true);
  connection.bind({ statement: name, values: [...values] }, true);
  connection.execute({}, true);
}

/** Commands of which no answer is wanted but how they ended. */
export const exchangeOf = (commands: readonly Command[]): Exchange =>
  new Exchange([], (connection) => {
    for (const command of commands) writeCommand(connection, command);
  });
