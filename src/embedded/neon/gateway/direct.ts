import type { Duplex } from "node:stream";
import { Frames } from "./frames.ts";
import { errorResponse } from "./packets.ts";
import { asProxyError, type ProxyError } from "./proxy-error.ts";
import { chunksOf, goodbye, write } from "./streams.ts";

/** A client that is served, and can be told to go. */
export interface Session {
  end(error: ProxyError): void;
}

const NOTHING = (): boolean => false;

/** A client and a compute's backend of its own, after the login: bytes go to and fro, each way as fast as its reader. */
export class Direct implements Session {
  readonly #client: Duplex;
  readonly #server: Duplex;
  readonly #fromClient: Frames;
  readonly #fromServer = new Frames(NOTHING, 0);

  /** `begins` hears of each message of the client. */
  constructor(client: Duplex, server: Duplex, begins: (type: string) => void) {
    this.#client = client;
    this.#server = server;
    this.#fromClient = new Frames(NOTHING, 0, begins);
  }

  /** Returns when both sides are gone; the end of one is told to the other. */
  async run(): Promise<void> {
    this.#client.once("close", () => this.#server.destroy());
    const up = this.#pump(this.#client, this.#server, this.#fromClient);
    const down = this.#pump(this.#server, this.#client, this.#fromServer);
    await Promise.all([up, down]);
  }

  async #pump(from: Duplex, to: Duplex, frames: Frames): Promise<void> {
    try {
      for await (const chunk of chunksOf(from))
        for (const { bytes } of frames.push(chunk)) await write(to, bytes);
      if (to === this.#client) goodbye(to);
      else to.end();
    } catch (error) {
      if (from.destroyed) to.destroy();
      else this.end(asProxyError(error));
    }
  }

  end(error: Parameters<typeof errorResponse>[0]): void {
    // In the middle of a message of the server the error would be read as a part of it.
    if (this.#fromServer.between) this.#client.write(errorResponse(error));
    goodbye(this.#client);
    this.#server.destroy();
  }
}
