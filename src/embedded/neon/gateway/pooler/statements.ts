import { ProxyError } from "../proxy-error.ts";

/** Statements that a client has prepared by the protocol, with the Parse message that prepares them again elsewhere. */
export class Statements {
  readonly #messages = new Map<string, Buffer>();
  readonly #largest: number;
  #bytes = 0;

  constructor(largest: number) {
    this.#largest = largest;
  }

  get(name: string): Buffer | undefined {
    return this.#messages.get(name);
  }

  /** Throws where all together are more than the pooler holds for a client. */
  set(name: string, message: Buffer): void {
    this.delete(name);
    this.#bytes += message.length;
    if (this.#bytes > this.#largest)
      throw new ProxyError("53200", "prepared statements of the client are too large");
    // The message may be a view of a larger chunk of the stream.
    this.#messages.set(name, Buffer.from(message));
  }

  delete(name: string): void {
    this.#bytes -= this.#messages.get(name)?.length ?? 0;
    this.#messages.delete(name);
  }

  clear(): void {
    this.#messages.clear();
    this.#bytes = 0;
  }
}
