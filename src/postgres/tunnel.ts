import type { Socket } from "node:net";
import { WebSocket } from "ws";

/** Longest silence before the network is asked whether the other side is still there. */
const KEEP_ALIVE_MS = 10_000;
const HANDSHAKE_MS = 15_000;

/** A WebSocket as a wire wants it: what is sent in one go leaves in one frame, and it can be kept from keeping the process alive. */
export class Tunnel extends WebSocket {
  #socket: Socket | undefined;
  #unsent: Uint8Array[] = [];

  constructor(url: string) {
    super(url, { handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false });
    this.once("upgrade", ({ socket }) => {
      this.#socket = socket.setKeepAlive(true, KEEP_ALIVE_MS);
    });
  }

  override send(bytes: Uint8Array): void {
    if (this.#unsent.push(bytes) === 1) queueMicrotask(() => this.#flush());
  }

  override close(): void {
    this.#flush();
    super.close();
  }

  /** Whether it keeps the process alive. */
  hold(held: boolean): void {
    if (held) this.#socket?.ref();
    else this.#socket?.unref();
  }

  #flush(): void {
    if (this.#unsent.length > 0) super.send(Buffer.concat(this.#unsent.splice(0)));
  }
}
