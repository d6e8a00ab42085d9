import { createHmac, randomBytes } from "node:crypto";
import { Exchange, writeCommand } from "../../../../postgres/exchange.ts";
import { Wire } from "../../../../postgres/wire.ts";
import { sendCancel } from "../cancels.ts";
import type { Limits } from "../limits.ts";
import { logIn, type Login } from "../login.ts";

interface Idle {
  readonly wire: Wire;
  readonly since: number;
  readonly born: number;
}

/** Sessions for requests: each serves one at a time, and forgets it before it serves another. */
export class ServerPool {
  readonly #limits: Limits;
  readonly #secret = randomBytes(32);
  readonly #idle = new Map<string, Idle[]>();
  readonly #busy = new Map<Wire, string>();
  readonly #born = new WeakMap<Wire, number>();
  #sweeper: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** A session as this user; the password was right at most `trustMs` ago. */
  async take(endpoint: string, login: Login): Promise<Wire> {
    const name = this.#nameOf(endpoint, login);
    const young = Date.now() - this.#limits.trustMs;
    const idle = this.#idle.get(name) ?? [];
    for (let found = idle.pop(); found !== undefined; found = idle.pop()) {
      if (!found.wire.spoiled && found.born > young) return this.#lend(found.wire, name);
      void found.wire.end();
    }
    const { client, key, parameters } = await logIn(login);
    this.#forgetOtherPasswords(name);
    const wire = new Wire(client, parameters, () => sendCancel(login.port, key));
    this.#born.set(wire, Date.now());
    return this.#lend(wire, name);
  }

  /** Called when its request was answered. What it left behind is gone before anybody else gets it. */
  async give(wire: Wire): Promise<void> {
    if (!wire.spoiled && wire.status === "idle") {
      const discard = { sql: "discard all" };
      await wire
        .run(new Exchange([], (to) => writeCommand(to, discard)))
        .catch(() => wire.destroy());
    }
    const name = this.#busy.get(wire);
    this.#busy.delete(wire);
    if (name === undefined || this.#closed || wire.spoiled || wire.status !== "idle")
      return wire.destroy();
    const idle = { wire, since: Date.now(), born: this.#born.get(wire) ?? 0 };
    this.#idle.set(name, [...(this.#idle.get(name) ?? []), idle]);
    this.#sweeper ??= setInterval(() => this.#sweep(), this.#limits.idleMs / 2).unref();
  }

  /** Cuts all sessions on the endpoint's compute, in use or not. */
  disconnect(endpoint: string): void {
    this.#drop((name) => name.startsWith(`${endpoint}\0`));
    for (const [wire, name] of this.#busy) if (name.startsWith(`${endpoint}\0`)) wire.destroy();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#sweeper);
    this.#drop(() => true);
    for (const wire of this.#busy.keys()) wire.destroy();
  }

  #lend(wire: Wire, name: string): Wire {
    this.#busy.set(wire, name);
    return wire;
  }

  /** The password is in the name as a digest, so that only who knows it gets the session. */
  #nameOf(endpoint: string, { port, user, database, password }: Login): string {
    const digest = createHmac("sha256", this.#secret).update(password).digest("base64");
    return [endpoint, port, user, database, digest].join("\0");
  }

  /** Postgres has just accepted this one, so another is an old one. */
  #forgetOtherPasswords(name: string): void {
    const [endpoint, port, user, , digest] = name.split("\0");
    this.#drop((other) => {
      const [itsEndpoint, itsPort, itsUser, , itsDigest] = other.split("\0");
      const same = itsEndpoint === endpoint && itsPort === port && itsUser === user;
      return same && itsDigest !== digest;
    });
  }

  #sweep(): void {
    const since = Date.now() - this.#limits.idleMs;
    for (const [name, idle] of this.#idle) {
      const [old, kept] = [
        idle.filter((one) => one.since <= since || one.wire.lost),
        idle.filter((one) => one.since > since && !one.wire.lost),
      ];
      for (const { wire } of old) void wire.end();
      if (kept.length > 0) this.#idle.set(name, kept);
      else this.#idle.delete(name);
    }
    if (this.#idle.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #drop(which: (name: string) => boolean): void {
    for (const [name, idle] of this.#idle)
      if (which(name)) {
        this.#idle.delete(name);
        for (const { wire } of idle) wire.destroy();
      }
  }
}
