import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { ToolError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";

/** 192 bits in letters, digits, `-` and `_`: no part of a URL has to be escaped for it. Neon asks for 60. */
export const newPassword = (): string => randomBytes(24).toString("base64url");

const ITERATIONS = 4096;

/** What Postgres keeps of a password (`pg_authid.rolpassword`, RFC 5803): with it nobody can log in. The password is ASCII. */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const keyOf = (name: string): Buffer => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(keyOf("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${keyOf("Server Key").toString("base64")}`;
}

/** How a password came to the server. */
export type Sent = "verifier" | "password";

/** `%I` is the role, `%L` what stands for its password. */
const STATEMENTS = {
  create:
    "create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L",
  alter: "alter role %I login password %L",
} as const;

/**
 * Makes a role with a password, or gives one another. Postgres gets the verifier that is computed here, so that the password never
 * travels; where the platform refuses that, as Neon does ("Neon only supports being given plaintext passwords": it keeps them), the
 * password goes over the encrypted connection as a parameter. Either way the statements are constant: pg_stat_statements,
 * pg_stat_activity and a log of statements have neither.
 */
export async function setPassword(
  session: Session,
  action: keyof typeof STATEMENTS,
  role: string,
  password: string,
): Promise<Sent> {
  try {
    await send(session, action, role, scramVerifier(password));
    return "verifier";
  } catch (error) {
    if (!(error instanceof ToolError && /plaintext password/i.test(error.quoted ?? "")))
      throw error;
    await send(session, action, role, password);
    return "password";
  }
}

function send(
  session: Session,
  action: keyof typeof STATEMENTS,
  role: string,
  secret: string,
): Promise<void> {
  return session.transaction({ access: "read write" }, async () => {
    await session.query(
      "select pg_catalog.set_config('neon_dba.role', $1, true), pg_catalog.set_config('neon_dba.secret', $2, true)",
      [role, secret],
    );
    // an error of the inner statement is raised anew, for its context would quote that statement
    await session.query(`
      do $neon_dba$ begin
        execute pg_catalog.format('${STATEMENTS[action]}',
          pg_catalog.current_setting('neon_dba.role'), pg_catalog.current_setting('neon_dba.secret'));
      exception when others then
        raise exception using errcode = sqlstate, message = sqlerrm;
      end $neon_dba$`);
  });
}
