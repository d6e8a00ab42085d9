/** What no result, error, log line or progress message may hold: patterns of credentials, and the secrets this process was given. */
const patterns: readonly [RegExp, string][] = [
  // user:password@ of a connection string; the host stays, it tells which server is meant
  [/(\bpostgres(?:ql)?:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi, "$1[redacted]"],
  [/\b(?:napi_[a-z0-9_]{16,}|ndba_[\w-]{16,})/gi, "[redacted]"],
  [/(\bpassword\s*(?:=|\s)\s*)'(?:[^']|'')*'/gi, "$1'[redacted]'"],
  // it ends with the string that it may stand in
  [/(\bpassword=)(?:[^\s'"`&;\\]|\\(?!["'`]))+/gi, "$1[redacted]"],
  [/(\bbearer\s+)[a-z0-9._~+/-]{16,}=*/gi, "$1[redacted]"],
];

/** Most text holds none of the words that the patterns need. */
const suspicious = /postgres(?:ql)?:|napi_|ndba_|password|bearer/i;

export class Redactor {
  readonly #secrets = new Set<string>();

  /**
   * Remembers a secret of this process. Short ones and those that are also a public name are left to the patterns:
   * with the password `postgres`, every answer about a database `postgres` would be unreadable.
   */
  add(secret: string | undefined, publicNames: readonly (string | undefined)[] = []): void {
    if (secret === undefined || secret.length < 8 || publicNames.includes(secret)) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
    // as it stands in JSON, which has escapes for quotes and backslashes
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  /** Another one that knows the same, and keeps to itself what it learns. */
  copy(): Redactor {
    const copy = new Redactor();
    for (const secret of this.#secrets) copy.#secrets.add(secret);
    return copy;
  }

  text(text: string): string {
    let clean = text;
    if (!suspicious.test(text) && !this.#holdsSecret(text)) return text;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, "[redacted]");
    for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement);
    return clean;
  }

  /** The same for every string inside a JSON value; returns the value itself when there was nothing to remove. */
  value<T>(value: T): T {
    return this.jsonOf(value).value;
  }

  /** The clean value and its JSON. */
  jsonOf<T>(value: T): { value: T; json: string } {
    const json = JSON.stringify(value) ?? "";
    if (this.text(json) === json) return { value, json };
    const clean = this.#walk(value) as T;
    return { value: clean, json: JSON.stringify(clean) };
  }

  #holdsSecret(text: string): boolean {
    for (const secret of this.#secrets) if (text.includes(secret)) return true;
    return false;
  }

  #walk(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return this.#each(value);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [this.text(key), this.#walk(entry)]),
    );
  }

  #each(values: readonly unknown[]): unknown[] {
    return values.map((entry) => this.#walk(entry));
  }
}
