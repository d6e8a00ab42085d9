import type { Address } from "../../core/address.ts";
import type { Account } from "../account.ts";
import type { Attached } from "../attachment.ts";
import { SUPERUSER } from "../connection.ts";
import { createShadowDatabase } from "../shadow.ts";
import type { ShadowDatabase, Sorting } from "../shadow.ts";
import type { DataDirectory } from "./relation-file.ts";

/** A throw-away database whose files we may write and whose catalogs we may change. */
export interface TwinDatabase extends ShadowDatabase {
  /** The cluster's superuser on the twin: for our constant SQL, and never for anything that evaluates somebody else's expression. */
  readonly superuser: Address;
  readonly directory: DataDirectory;
}

export async function createTwinDatabase(
  { port, credentials, data }: Attached,
  account: Account | undefined,
  sorting: Sorting,
  signal: AbortSignal,
): Promise<TwinDatabase> {
  const shadow = await createShadowDatabase(port, credentials, signal, sorting);
  return Object.assign(shadow, {
    superuser: { ...shadow.address, user: SUPERUSER, password: credentials.superuser },
    directory: { data, account },
  });
}
