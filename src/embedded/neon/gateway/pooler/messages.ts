/** Reads what the pooler has to know of messages that it passes on; each as it is on the wire, with its header. */
const BODY = 5;

/** The string at `at`, and where what follows it begins. */
function stringAt(message: Buffer, at: number): { readonly text: string; readonly next: number } {
  const end = message.indexOf(0, at);
  if (end < 0) return { text: message.toString("utf8", at), next: message.length };
  return { text: message.toString("utf8", at, end), next: end + 1 };
}

/** Of a Parse: the name of the statement. */
export const parseName = (message: Buffer): string => stringAt(message, BODY).text;

/** Of a Bind: the name of the statement, which stands behind that of the portal. */
export const bindName = (message: Buffer): string =>
  stringAt(message, stringAt(message, BODY).next).text;

/** Of a Describe or Close: the name, when it is of a statement and not of a portal. */
export const statementName = (message: Buffer): string | undefined =>
  message[BODY] === 0x53 ? stringAt(message, BODY + 1).text : undefined;

/** Of a CommandComplete: the tag. */
export const tagOf = (message: Buffer): string => stringAt(message, BODY).text;

/** Of a ParameterStatus: name and value. */
export function statusOf(message: Buffer): readonly [string, string] {
  const { text, next } = stringAt(message, BODY);
  return [text, stringAt(message, next).text];
}

/** Of a ReadyForQuery: `I`, `T` or `E`. */
export const transactionOf = (message: Buffer): string => String.fromCharCode(message[BODY] ?? 0);

/** A simple Query. */
export function query(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const header = Buffer.from([0x51, 0, 0, 0, 0]);
  header.writeUInt32BE(text.length + 4, 1);
  return Buffer.concat([header, text]);
}
