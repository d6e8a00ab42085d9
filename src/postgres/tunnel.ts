import type { Socket } from "node:net";
import { WebSocket } from "ws";

/** Longest silence before the network is asked whether the other side is still there. */
const KEEP_ALIVE_MS = 10_000;
const HANDSHAKE_MS = 15_000;
/** What may wait for the network before `full`. */
const FULL_BYTES = 128 * 1024;

/** A WebSocket as a wire wants it: what is sent in one go leaves in one frame, and it can be kept from keeping the process alive. */
export class Tunnel extends WebSocket {
  #socket: Socket | undefined;
  #unsent: Uint8Array[] = [];
  #waiting = 0;

  constructor(url: string) {
    super(url, { handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false });
    this.once("upgrade", ({ socket }) => {
      this.#socket = socket.setKeepAlive(true, KEEP_ALIVE_MS);
    });
  }

  override send(bytes: Uint8Array): void {
    this.#waiting += bytes.length;
    if (this.#unsent.push(bytes) === 1) queueMicrotask(() => this.#flush());
  }

  /** Whoever sends more had better wait for `drain`. */
  get full(): boolean {
    return this.#waiting > FULL_BYTES;
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
    if (this.#unsent.length === 0) return;
    const bytes = Buffer.concat(this.#unsent.splice(0));
    super.send(bytes, () => {
      const { full } = this;
      this.#waiting -= bytes.length;
      if (full && !this.full) this.emit("drain");
    });
  }
}
