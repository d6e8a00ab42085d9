import { createHash, randomBytes } from "node:crypto";

/** Scanners of published code know secrets by such a word. */
export const TOKEN_PREFIX = "ndba_";

/** A bearer token of 256 random bits. */
export const createToken = (): string => `${TOKEN_PREFIX}${randomBytes(32).toString("base64url")}`;

/**
 * What is kept of a token. Slow hashes with salt are for what people think up; nobody tries 2^256 random tokens, whatever one try costs,
 * and this one is computed for each request.
 */
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest();
