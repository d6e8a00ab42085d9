import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A client that sends what it is told and reports the types of what comes back, for what drivers do not do. */
export class RawClient {
  readonly socket: Socket;
  #rest = Buffer.alloc(0);
  #types = "";
  #wake: () => void = () => {};
  /** The body of the last error, in Latin-1. */
  error = "";
  ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.ended = true;
      this.#wake();
    });
  }

  /** Connects and says nothing. */
  static async connect(port: number): Promise<RawClient> {
    const client = new RawClient(connect(port, "127.0.0.1"));
    await once(client.socket, "connect");
    return client;
  }

  /** Logs in, with startup packet and password in one write. */
  static async open(port: number, url: URL, options: string): Promise<RawClient> {
    const client = await RawClient.connect(port);
    client.send(...startup(url, options));
    await client.#until(() => client.#types.endsWith("Z"));
    client.#types = "";
    return client;
  }

  send(...messages: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(messages));
  }

  /** Sends, and returns the types of all answers up to as many ReadyForQuery as were asked for. */
  async ask(...messages: readonly Buffer[]): Promise<string> {
    const syncs = messages.filter((message) => "QS".includes(String.fromCharCode(message[0] ?? 0)));
    this.send(...messages);
    await this.#until(() => this.#types.split("Z").length > syncs.length);
    return this.#take();
  }

  /** Waits for so many answers. */
  async answers(count: number): Promise<string> {
    await this.#until(() => this.#types.length >= count);
    return this.#take();
  }

  query = (sql: string): Buffer => message("Q", `${sql}\0`);
  parse = (name: string, sql: string): Buffer => message("P", `${name}\0${sql}\0\0\0`);
  bind = (name: string): Buffer => message("B", `\0${name}\0\0\0\0\0\0\0`);
  describe = (name: string): Buffer => message("D", `S${name}\0`);
  close = (name: string): Buffer => message("C", `S${name}\0`);
  execute = (): Buffer => message("E", "\0\0\0\0\0");
  sync = (): Buffer => message("S", "");
  flush = (): Buffer => message("H", "");
  data = (text: string): Buffer => message("d", text);
  copyDone = (): Buffer => message("c", "");

  #take(): string {
    const types = this.#types;
    this.#types = "";
    return types;
  }

  async #until(done: () => boolean): Promise<void> {
    while (!done()) {
      if (this.ended) throw new Error(`The server has gone: ${this.error}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 5 && this.#rest.length > this.#rest.readUInt32BE(1)) {
      const length = this.#rest.readUInt32BE(1) + 1;
      const type = String.fromCharCode(this.#rest[0] ?? 0);
      if (type === "E") this.error = this.#rest.toString("latin1", 5, length);
      // Reports that may come at any time are no answers.
      if (!"SNA".includes(type)) this.#types += type;
      this.#rest = this.#rest.subarray(length);
    }
    this.#wake();
  }
}

export function message(type: string, body: string): Buffer {
  const bytes = Buffer.from(`${type}0000${body}`, "latin1");
  bytes.writeUInt32BE(bytes.length - 1, 1);
  return bytes;
}

/** The startup packet and the password. */
export function startup({ username, password, pathname }: URL, options: string): Buffer[] {
  const parameters = { user: username, database: pathname.slice(1), options };
  const body = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  const packet = Buffer.from(`00000000${body.join("")}\0`, "latin1");
  packet.writeUInt32BE(packet.length, 0);
  packet.writeUInt32BE(3 << 16, 4);
  return [packet, message("p", `${password}\0`)];
}
