/**
 * What outlives one process: the key that signs confirmations, and which of them were used. Local files by default;
 * Postgres (`NEON_DBA_STATE_URL`) where several server processes serve one user.
 */
export interface State {
  /** 32 bytes, the same for every process that shares this state. */
  key(): Promise<Buffer>;
  /** True exactly once for each id, whoever asks; the memory of it may be dropped after `expiresAt` (ms since 1970). */
  claim(id: string, expiresAt: number): Promise<boolean>;
  close(): Promise<void>;
}
