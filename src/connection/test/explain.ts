import type { Address } from "../../core/address.ts";
import { identifier } from "../../core/identifier.ts";
import { NOT_POSTGRES, REFUSES_TLS, SILENT, StageError } from "./probe.ts";

/** Why a way in is closed, and what opens it. */
export interface Failure {
  readonly code: string;
  readonly cause: string;
  readonly next: string;
  /** The words of the server, or of this machine; other people's. */
  readonly said: string;
}

interface Rule {
  readonly code: string;
  /** Of the text: SQLSTATE or error code, then the message. */
  readonly on: RegExp;
  readonly cause: (address: Address) => string;
  readonly next: string;
}

const where = ({ host, port }: Address): string => `${host}:${port}`;
const role = ({ user }: Address): string => `role \`${identifier(user)}\``;
const database = ({ database: name }: Address): string => `database \`${identifier(name)}\``;

const endpointOf = ({ host, options = "" }: Address): string =>
  identifier(/\bendpoint=([\w-]+)/.exec(options)?.[1] ?? host.split(".")[0] ?? host);

/** The first that fits. Words of Neon's proxy: its sources, proxy/src/auth, compute and control_plane. */
const RULES: readonly Rule[] = [
  {
    code: "dns",
    on: /ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME/,
    cause: ({ host }) => `The name \`${host}\` does not resolve here.`,
    next: "Check the host for a typing error; a Neon host begins with ep- and ends with its region's domain. If it is right, this machine's DNS is the problem.",
  },
  {
    code: "endpoint_unknown",
    on: /endpoint (?:could not be found|cannot be found)|ENDPOINT_NOT_FOUND/i,
    cause: (address) =>
      `Neon has no endpoint \`${endpointOf(address)}\`: it was deleted with its branch (an expired branch goes by itself), or the id is wrong.`,
    next: "list_branches shows the branches there are; take the address from there.",
  },
  {
    code: "endpoint_disabled",
    on: /endpoint (?:has been|is) disabled/i,
    cause: () => "The compute is disabled: it takes no connections, and none wakes it.",
    next: "Enable it in the Neon Console (Computes), or add another.",
  },
  {
    code: "sni_missing",
    on: /Endpoint ID is not specified|SNI is missing/i,
    cause: () =>
      "The client does not say which endpoint it wants: no SNI in TLS, and none in `options`.",
    next: "Use a driver with SNI (libpq 14 or later), or add options=endpoint%3D<endpoint-id> to the URL.",
  },
  {
    code: "sni_mismatch",
    on: /Inconsistent project name/i,
    cause: () => "SNI and `options` name different endpoints.",
    next: "Remove options=endpoint from the URL.",
  },
  {
    code: "ip_not_allowed",
    on: /IP address .* is not allowed|blocked network|VPC endpoint/i,
    cause: () =>
      "The project lets in only addresses of its IP Allow list, and this one is not in it.",
    next: "Add this machine's address with update_project, or connect from an allowed network.",
  },
  {
    code: "quota",
    on: /quota|exceeded the .*(?:limit|time)/i,
    cause: () => "The project has used up its allowance; its computes stay suspended.",
    next: "estimate_cost shows what was used; wait for the next month or ask the user to change the plan.",
  },
  {
    code: "password",
    on: /28P01|password authentication failed/,
    cause: (address) => `The password of ${role(address)} is wrong, or there is no such role.`,
    next: "Take the password anew from the Neon Console, or reset it with manage_role; check that special characters are percent-encoded in the URL.",
  },
  {
    code: "role_missing",
    on: /role ".*" does not exist/,
    cause: (address) => `There is no ${role(address)}.`,
    next: "Create it, or connect as another.",
  },
  {
    code: "role_without_login",
    on: /not permitted to log in/,
    cause: (address) => `The ${role(address)} may not log in.`,
    next: "ALTER ROLE ... LOGIN, or log in as a member of it.",
  },
  {
    code: "too_many",
    on: /53300|too many (?:clients|connections)|no more connections allowed|remaining connection slots/i,
    cause: () => "All connections that the server, the database or the role may have are taken.",
    next: "check_health with areas connections shows who holds them; end idle ones, use the pooled address, or make the pools of the application smaller.",
  },
  {
    code: "hba",
    on: /28000|pg_hba\.conf/,
    cause: (address) =>
      `The server's pg_hba.conf lets ${role(address)} not in from here, or not without TLS.`,
    next: "Add sslmode=require where it wants TLS; else its administrator adds a line for this address, role and database.",
  },
  {
    code: "database_missing",
    on: /3D000|database ".*" does not exist/,
    cause: (address) => `There is no ${database(address)}.`,
    next: "Name another in target.database; run_sql: select datname from pg_database.",
  },
  {
    code: "no_connect_privilege",
    on: /permission denied for database/,
    cause: (address) => `The ${role(address)} may not connect to ${database(address)}.`,
    next: "GRANT CONNECT ON DATABASE ... TO that role, as the database's owner.",
  },
  {
    code: "starting",
    on: /57P0[123]|is (?:starting up|shutting down|not yet accepting)|endpoint is not ready|Couldn't connect to compute node/i,
    cause: () => "The server starts or shuts down just now.",
    next: "Call again in some seconds; an application retries with backoff.",
  },
  {
    code: "pooler_parameter",
    on: /unsupported startup parameter/i,
    cause: () => "The pooler refuses a setting in the connection's `options`.",
    next: "Use the direct address for it, or ALTER ROLE ... SET instead of `options`.",
  },
  {
    code: "busy",
    on: /Control plane request failed|Failed to acquire permit|Too many connections attempts/i,
    cause: () => "Neon is busy with too many attempts at once.",
    next: "Call again in some seconds; an application retries with backoff.",
  },
  {
    code: "refused",
    on: /ECONNREFUSED/,
    cause: (address) => `Nothing listens at ${where(address)}.`,
    next: "Start the server, or correct host and port (5432 is Postgres's own).",
  },
  {
    code: "tls_refused",
    on: new RegExp(`${REFUSES_TLS}|does not support SSL`),
    cause: () => "The server has no TLS, and the connection wants it.",
    next: "Switch on ssl in the server; where the network is trusted, sslmode=disable.",
  },
  {
    code: "not_postgres",
    on: new RegExp(NOT_POSTGRES),
    cause: (address) => `What listens at ${where(address)} does not speak Postgres.`,
    next: "Correct host and port.",
  },
  {
    code: "certificate",
    on: /SELF_SIGNED|self.signed|UNABLE_TO_(?:VERIFY|GET)|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|altnames|unable to (?:verify|get local)/i,
    cause: ({ host }) => `The server's certificate does not prove that it is \`${host}\`.`,
    next: "Give the certificate of its authority (sslrootcert), or correct the host; sslmode=require encrypts without the proof.",
  },
  {
    code: "tls",
    on: /ERR_SSL|EPROTO|ssl3_|wrong version number|alert/i,
    cause: () => "The TLS handshake failed: the sides have no version or cipher in common.",
    next: "The server needs TLS 1.2 or later; look whether a proxy stands between.",
  },
];

const UNREACHED = /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout expired|handshake has timed out/;

const SILENCE: Readonly<Record<StageError["stage"], string>> = {
  dns: "The name server does not answer.",
  tcp: "The port does not answer: a firewall drops the packets, or the host is down.",
  tls: "The port is open and nothing answers on it: it is no Postgres, or a proxy holds the connection.",
  login: "The server took the connection and does not go on with the login.",
  statement: "The login went well and the first statement got no answer.",
};

/** What an error of a try means. */
export function explain(error: unknown, address: Address): Failure {
  const { stage, inner } =
    error instanceof StageError
      ? { stage: error.stage, inner: error.cause }
      : { stage: "login" as const, inner: error };
  const said = wordsOf(inner);
  const silent = said.includes(SILENT) || UNREACHED.test(said);
  if (silent)
    return {
      code: stage === "tcp" ? "port_blocked" : "timeout",
      cause: `${SILENCE[stage]} (${where(address)})`,
      next: "Allow outgoing connections to this host and port, try another network, or the HTTP way of a Neon, which needs 443 only.",
      said,
    };
  const found = RULES.find(({ on }) => on.test(said));
  if (found !== undefined)
    return { code: found.code, cause: found.cause(address), next: found.next, said };
  if (/ECONNRESET|EPIPE|terminated|socket hang up|closed/i.test(said))
    return {
      code: "reset",
      cause: `The connection was cut during ${stage === "tcp" ? "connecting" : `the ${stage}`}: by a firewall or proxy between, or because the server wants it otherwise (TLS).`,
      next: "Try sslmode=require; look whether a proxy or firewall stands between.",
      said,
    };
  return {
    code: "other",
    cause: `It failed at the ${stage}.`,
    next: "Look at what was said.",
    said,
  };
}

/** Code and message, of nested errors the first that says something. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join("; ");
  const { code, message, cause } = (error ?? {}) as Record<string, unknown>;
  const words = [code, message].filter((word) => typeof word === "string" && word !== "");
  const deeper = cause instanceof Error ? [wordsOf(cause)] : [];
  return (words.length + deeper.length === 0 ? [String(error)] : [...words, ...deeper])
    .join(" ")
    .slice(0, 500);
}
