/** Where an installation goes. */
export interface Place {
  readonly scope: "project" | "user";
  /** The project's folder, or the user's home directory: the record of what was written lies below it. */
  readonly root: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

/** A persona as a sub-agent: what it is called for, the tools it is bound to, and what it is told. */
export interface Persona {
  readonly name: string;
  readonly description: string;
  /** Names of tools of this server. */
  readonly tools: readonly string[];
  readonly text: string;
}

/** How the server is started. `variables` are handed on by name: no value of theirs is ever written. */
export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: readonly string[];
}

export type Value =
  | string
  | number
  | boolean
  | readonly string[]
  | { readonly [key: string]: Value };

/** A file of ours, whole. */
export interface OwnFile {
  readonly file: string;
  readonly text: string;
}

/** An entry of ours in a file that others write too. */
export interface Entry {
  /** The first that is there is used, otherwise the first. */
  readonly files: readonly [string, ...string[]];
  readonly format: "jsonc" | "toml";
  readonly path: readonly [string, ...string[]];
  readonly value: { readonly [key: string]: Value };
}

/** One program that works with sub-agents and MCP servers, and where and how it wants them written. */
export interface Client {
  readonly name: string;
  readonly title: string;
  /** Its command, and files or folders that are there where it is used. */
  readonly command: string;
  traces(place: Place): readonly string[];
  entry(place: Place, server: Server): Entry;
  agent(place: Place, persona: Persona, server: Server): OwnFile;
  /** The folder of its skills, one folder each. */
  skills(place: Place): string;
}

/** The name under which clients know the server; it becomes part of the tools' names there. */
export const SERVER = "neon-dba";
