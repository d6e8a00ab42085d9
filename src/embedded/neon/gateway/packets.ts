import { DatabaseError } from "pg";
import type { BackendKey } from "./login.ts";
import type { ProxyError } from "./proxy-error.ts";

/** A message of the server: its type, the length that counts itself, the body. */
function packet(type: string, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  const header = Buffer.alloc(5, type, "latin1");
  header.writeUInt32BE(length, 1);
  return Buffer.concat([header, ...parts]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`);

const authenticationOk = packet("R", int(0));
export const authenticationCleartext = packet("R", int(3));
export const readyForQuery = packet("Z", Buffer.from("I"));
export const closeComplete = packet("3");

const parameterStatus = (name: string, value: string): Buffer =>
  packet("S", text(name), text(value));

const backendKeyData = ({ processID, secretKey }: BackendKey): Buffer =>
  packet("K", int(processID), int(secretKey));

/** Says which minor version is spoken and which protocol options are unknown. */
export const negotiateVersion = (unknown: readonly string[]): Buffer =>
  packet("v", int(3 << 16), int(unknown.length), ...unknown.map(text));

/** What a client is told after its login. */
export function welcome(parameters: ReadonlyMap<string, string>, key: BackendKey): Buffer {
  return Buffer.concat([
    authenticationOk,
    ...Array.from(parameters, ([name, value]) => parameterStatus(name, value)),
    backendKeyData(key),
    readyForQuery,
  ]);
}

const FIELDS = {
  detail: "D",
  hint: "H",
  position: "P",
  internalPosition: "p",
  internalQuery: "q",
  where: "W",
  schema: "s",
  table: "t",
  column: "c",
  dataType: "d",
  constraint: "n",
  file: "F",
  line: "L",
  routine: "R",
} as const;

/** After a FATAL the connection is closed. */
export function errorResponse(
  error: ProxyError | DatabaseError,
  severity: "ERROR" | "FATAL" = "FATAL",
): Buffer {
  const fields = [
    ["S", severity],
    ["V", severity],
    ["C", error.code ?? "XX000"],
    ["M", error.message],
  ];
  if (error instanceof DatabaseError)
    for (const [name, type] of Object.entries(FIELDS)) {
      const value = error[name as keyof typeof FIELDS];
      if (value !== undefined) fields.push([type, value]);
    }
  return packet(
    "E",
    ...fields.map(([type = "", value = ""]) => text(type + value)),
    Buffer.alloc(1),
  );
}
