/** One setting, as a flag, as an environment variable, or as both; the README's table and server.json are made from this list. */
export interface Setting {
  readonly key: keyof Values;
  readonly flag?: string;
  readonly variable?: string;
  readonly values?: readonly string[];
  readonly placeholder?: string;
  readonly fallback?: string;
  readonly secret?: boolean;
  /** The flag alone says `yes`. */
  readonly isSwitch?: true;
  /** It means something to this command alone. */
  readonly command?: "http";
  readonly description: string;
}

/** The raw text of each setting, by key. */
export interface Values {
  access: string;
  toolsets: string;
  tools: string;
  excludeTools: string;
  confirm: string;
  databaseUrl: string;
  neonApiKey: string;
  neonApiHost: string;
  neonProject: string;
  readRole: string;
  home: string;
  files: string;
  revealSecrets: string;
  pgBin: string;
  stateUrl: string;
  logLevel: string;
  audit: string;
  host: string;
  port: string;
  allowedHosts: string;
  allowedOrigins: string;
  publicUrl: string;
  tokens: string;
  oauthIssuer: string;
  oauthAudience: string;
  oauthJwks: string;
  neonKeys: string;
  rateLimit: string;
  concurrency: string;
}
