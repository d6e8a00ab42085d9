/** How the wire is encrypted: never; where the server can; always; always, with the certificate checked against the host's name. */
export type Ssl = "disable" | "prefer" | "require" | "verify-full";

/** Where a Postgres listens and who connects. It holds a password: it is never printed, logged or put into an error. */
export interface Address {
  /** A name, an IP address, or the folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  /** Default `disable`. */
  readonly ssl?: Ssl;
  /** PEM of the authority that signed the server's certificate, where it is not a public one. */
  readonly ca?: string;
  /** Bind the SCRAM proof to the TLS channel, where the server offers it. */
  readonly channelBinding?: boolean;
  /** Settings for the backend as in libpq's `options`: `-c search_path=app`. */
  readonly options?: string;
  /**
   * How a Neon endpoint is reached: `host` when its WebSocket and SQL over HTTP are where its name leads, or the origin
   * of the proxy in front of it (`http://127.0.0.1:4444`, the local Neon). Absent: Postgres over TCP.
   */
  readonly gateway?: string;
}
