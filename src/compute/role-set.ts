import { ToolError } from "../core/errors.ts";
import { sessionAt } from "./database-place.ts";
import { newPassword, type Sent, setPassword } from "./role-password.ts";
import { comesIn, type Destination, keepPassword, type Kept } from "./role-secret.ts";
import type { RoleWork } from "./role-work.ts";

/** Makes a role or changes its password by SQL; a connection that is lost in between is settled by logging in. */
export async function setBySql(
  { place, deps, call, logIn, name }: RoleWork,
  destination: Destination,
  action: "create" | "alter",
): Promise<Kept & { readonly notes: readonly string[] }> {
  let sent: Sent | undefined;
  const kept = await keepPassword(destination, name, async (put) => {
    const password = newPassword();
    await put(password);
    try {
      await using session = await sessionAt(place, deps, { intent: "apply", signal: call.signal });
      sent = await setPassword(session, action, name, password);
    } catch (error) {
      const login = { ...destination.direct, user: name, password };
      const signal = AbortSignal.timeout(SETTLE_MS);
      const isDone = isUncertain(error) && (await comesIn(login, logIn, signal).catch(() => false));
      if (!isDone) throw error;
    }
    return password;
  });
  return { ...kept, notes: sent === undefined ? [] : [HOW[sent]] };
}

const HOW: Readonly<Record<Sent, string>> = {
  verifier:
    "The server got a SCRAM verifier that was computed here; the password itself never left.",
  password:
    "Neon takes no verifier: the password went to it over the encrypted connection, and is in no statement.",
};

/** The same through Neon's API, which makes the password. */
export async function setByApi(
  { name }: RoleWork,
  destination: Destination,
  change: () => Promise<{ readonly password: string }>,
): Promise<Kept & { readonly notes: readonly string[] }> {
  const kept = await keepPassword(destination, name, async (put) => {
    const { password } = await change();
    await put(password).catch((error: unknown) => {
      throw new ToolError(
        "UNAVAILABLE",
        "The role has a new password, which could not be written to the file.",
        "Make room where the file is, and call action `rotate_password`.",
        { quoted: String(error) },
      );
    });
    return password;
  });
  return { ...kept, notes: [] };
}

const SETTLE_MS = 30_000;

const isUncertain = (error: unknown): boolean =>
  error instanceof ToolError && ["UNAVAILABLE", "TIMEOUT", "CANCELLED"].includes(error.code);
