import type { Opened } from "../connection.ts";

export async function servePooled({ client }: Opened): Promise<void> {
  client.destroy();
}
