import { once } from "node:events";
import { connect } from "node:net";
import type pg from "pg";

/** The value of the first column of the first row. */
export async function value(client: Pick<pg.Client, "query">, sql: string): Promise<unknown> {
  const { rows } = await client.query({ text: sql, rowMode: "array" });
  return (rows as unknown[][])[0]?.[0];
}

/** Cuts it without a word. */
export function destroy(client: pg.Client): void {
  client.connection.stream.destroy();
}

/** Sends a cancel request for what a client runs, and waits until the server has taken it. */
export async function sendCancel(port: number, client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const packet = Buffer.alloc(16);
  packet.writeUInt32BE(16, 0);
  packet.writeUInt32BE(80_877_102, 4);
  packet.writeUInt32BE(processID, 8);
  packet.writeInt32BE(secretKey, 12);
  const socket = connect(port, "127.0.0.1");
  socket.write(packet);
  await once(socket.resume(), "close");
}

/** `COPY … FROM STDIN` of this text. */
export async function copyIn(client: pg.Client, sql: string, text: string): Promise<void> {
  await copy(client, sql, Buffer.from(text));
}

/** What `COPY … TO STDOUT` gives. */
export const copyOut = (client: pg.Client, sql: string): Promise<string> =>
  copy(client, sql, Buffer.alloc(0));

/** The driver leaves COPY to a submittable. */
function copy(client: pg.Client, sql: string, input: Buffer): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    client.query({
      submit: (connection: { query(sql: string): void }) => connection.query(sql),
      handleCopyInResponse(connection: {
        sendCopyFromChunk(chunk: Buffer): void;
        endCopyFrom(): void;
      }) {
        connection.sendCopyFromChunk(input);
        connection.endCopyFrom();
      },
      handleCopyData: ({ chunk }: { chunk: Buffer }) => (text += chunk.toString()),
      handleCommandComplete: () => {},
      handleReadyForQuery: () => resolve(text),
      handleError: reject,
    } as unknown as pg.Submittable);
  });
}
