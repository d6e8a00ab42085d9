import type { Address } from "../core/address.ts";
import type { Limits, Row, Session, StatementResult, TransactionOptions } from "../core/session.ts";
import type { Connection, Target } from "../core/target.ts";
import { abortError, isServerError, statementError } from "./errors.ts";
import { encodeParameters, needsTypes } from "./parameters.ts";
import { checkStartup } from "./startup.ts";
import { targetOf, type Origin } from "./target.ts";
import { versionNumber } from "./version.ts";

interface BriefOptions {
  readonly address: Address;
  readonly target: Target;
  readonly connection: Connection;
  /** As the server reports it. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** Opens a connection after all. */
  readonly open: () => Promise<Session>;
}

/** SQLSTATEs that are not about the statement: the login, the database, a server that starts or is full, the proxy. */
const CONNECTING = /^(?:08|28|3D|53|57P|XX)/;

/**
 * A session that asks over HTTP, each question in a request of its own, until something needs a connection: a transaction, a statement
 * of the caller's, or a proxy that does not answer. What is asked twice is only read.
 */
class BriefSession implements Session {
  readonly target: Target;
  readonly connection: Connection;
  readonly version: number;
  readonly #options: BriefOptions;
  #opened: Session | undefined;

  constructor(options: BriefOptions) {
    this.#options = options;
    this.target = options.target;
    this.connection = options.connection;
    this.version = versionNumber(options.version);
  }

  async query<R extends Row = Row>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const { address, signal } = this.#options;
    if (this.#opened === undefined && !needsTypes(params)) {
      if (signal.aborted) throw abortError(signal);
      const { readOverHttp } = await import("./http.ts");
      try {
        return await readOverHttp<R>(address, sql, encodeParameters(params), signal);
      } catch (error) {
        if (signal.aborted) throw abortError(signal);
        if (isServerError(error) && !CONNECTING.test(error.code)) throw statementError(error);
      }
    }
    return (await this.#open()).query<R>(sql, params);
  }

  async execute(sql: string, params: readonly unknown[], limits: Limits): Promise<StatementResult> {
    return (await this.#open()).execute(sql, params, limits);
  }

  async transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    return (await this.#open()).transaction(options, work);
  }

  async copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    return (await this.#open()).copyIn(sql, chunks);
  }

  async *copyOut(sql: string): AsyncGenerator<Uint8Array, number> {
    return yield* (await this.#open()).copyOut(sql);
  }

  assume(key: string): boolean {
    return this.#opened?.assume(key) ?? false;
  }

  remember(key: string, assertion: string): void {
    this.#opened?.remember(key, assertion);
  }

  notices(): string[] {
    return this.#opened?.notices() ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<Session> {
    return (this.#opened ??= await this.#options.open());
  }
}

type Where = Origin & {
  readonly connection?: Connection;
  readonly address: () => Promise<Address>;
};

/** The sessions of one pool that get along without a connection. */
export class BriefSessions {
  readonly #options: Where;
  #version: string | undefined;

  constructor(options: Where) {
    this.#options = options;
  }

  /**
   * Asks the server's version once, so that the first contact is here. Undefined where there is no gateway, or it does not answer: a
   * connection tells why.
   */
  async open(
    { signal, role }: { readonly signal: AbortSignal; readonly role?: string | undefined },
    open: () => Promise<Session>,
  ): Promise<Session | undefined> {
    const address = await this.#options.address();
    if (address.gateway === undefined) return undefined;
    // a gateway makes a startup packet of it
    checkStartup(address);
    const version = (this.#version ??= await askVersion(address, signal));
    if (version === undefined) return undefined;
    return new BriefSession({
      address,
      target: targetOf(this.#options, address, role, version),
      connection: this.#options.connection ?? "direct",
      version,
      signal,
      open,
    });
  }
}

async function askVersion(address: Address, signal: AbortSignal): Promise<string | undefined> {
  const { readOverHttp } = await import("./http.ts");
  const sql = "select pg_catalog.current_setting('server_version') as version";
  try {
    const [row] = await readOverHttp<{ version: string }>(address, sql, [], signal);
    return row?.version;
  } catch {
    if (signal.aborted) throw abortError(signal);
    return undefined;
  }
}
