import { connect } from "node:net";
import type { BackendKey } from "./login.ts";

/** Where the statements that clients may want to stop are running. */
export class Cancels {
  readonly #stops = new Map<string, () => Promise<void>>();

  add(key: BackendKey, stop: () => Promise<void>): void {
    this.#stops.set(nameOf(key), stop);
  }

  remove(key: BackendKey): void {
    this.#stops.delete(nameOf(key));
  }

  /** Does nothing for a key that nobody has, as Postgres does. */
  async cancel(key: BackendKey): Promise<void> {
    await this.#stops.get(nameOf(key))?.();
  }
}

/** The secret counts without its sign: drivers read it with and without one. */
function nameOf({ processID, secretKey }: BackendKey): string {
  return `${processID}:${secretKey >>> 0}`;
}

/** Asks a compute to stop what a backend runs. Returns when Postgres has closed the connection that this takes. */
export function sendCancel(port: number, key: BackendKey): Promise<void> {
  const packet = Buffer.alloc(16);
  packet.writeUInt32BE(16, 0);
  packet.writeUInt32BE(80_877_102, 4);
  packet.writeUInt32BE(key.processID >>> 0, 8);
  packet.writeUInt32BE(key.secretKey >>> 0, 12);
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(packet));
    socket.setTimeout(3000, () => socket.destroy());
    // Only its end says that it was received.
    socket.resume();
    socket.on("error", () => {});
    socket.on("close", () => resolve());
  });
}
