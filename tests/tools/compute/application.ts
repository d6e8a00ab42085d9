import pg from "pg";
import { type LocalNeon, ownerAddress } from "../../helpers/local-neon.ts";

/** An application that is connected to the default branch and in the middle of a transaction. */
export async function application(neon: LocalNeon, name: string): Promise<pg.Client> {
  const { host, port, database, user, password = "", options = "" } = await ownerAddress(neon);
  const login = { host, port, database, user, password, options };
  const client = new pg.Client({ ...login, application_name: name });
  client.on("error", () => {});
  await client.connect();
  await client.query("begin");
  return client;
}
