/** What was granted of an account, and the milliseconds until it is full again. */
export interface Share {
  readonly granted: number;
  readonly ms: number;
}

/**
 * What outlives one process: the key that signs confirmations, which of them were used, plans and their proofs. Local files by default;
 * Postgres (`NEON_DBA_STATE_URL`) where several server processes serve one user.
 */
export interface State {
  /** 32 bytes, the same for every process that shares this state. */
  key(): Promise<Buffer>;
  /** True exactly once for each id, whoever asks; the memory of it may be dropped after `expiresAt` (ms since 1970). */
  claim(id: string, expiresAt: number): Promise<boolean>;
  /** Whether an id was claimed, asked with the time that it was or would be claimed with. */
  isClaimed(id: string, expiresAt: number): Promise<boolean>;
  /**
   * Leaves a JSON value for whoever collects that box, named `owner.name`, both of letters, digits, `_` and `-`. It may be thrown away after
   * ten minutes, or for the next ones of its owner where many of his wait: whoever may call must not fill the state.
   */
  post(box: string, value: unknown): Promise<void>;
  /** Takes what lies in these boxes, each value once. */
  collect(boxes: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  /** Keeps a JSON value under a name, in place of what was there. `kind` and `id` are letters, digits, `_` and `-`. */
  write(kind: string, id: string, value: unknown): Promise<void>;
  /** Undefined where nothing is kept under the name. */
  read(kind: string, id: string): Promise<unknown>;
  /** All of a kind, the one written last first. */
  list(kind: string): Promise<readonly unknown[]>;
  /**
   * Takes a share of an account that holds `most` in each span of `seconds`, which begins with the first that is taken: a part of what is
   * left, none when nothing is. Absent where processes on several machines cannot share this state.
   */
  readonly draw?: (
    account: string,
    of: { readonly most: number; readonly seconds: number },
  ) => Promise<Share>;
  /** Throws where it cannot be reached. */
  check(): Promise<void>;
  close(): Promise<void>;
}
