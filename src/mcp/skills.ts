import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { McpServer, Resource } from "@modelcontextprotocol/server";
import {
  DIRECTORY_MIME_TYPE,
  type Skill,
  SkillsExtension,
  skillEntry,
} from "@modelcontextprotocol/server/ext/skills";
import { once } from "../core/once.ts";
import { packageRoot } from "../prompts/find.ts";
import { findSkillFiles } from "../prompts/skills/find.ts";

/**
 * The skills of the package through the Skills extension (SEP-2640), and for clients that do not know it as resources. The files are
 * read and hashed with the first request for any of them, and kept: 100 kB, for all servers of the process. The SDK's own catalog would
 * be loaded before a server can be made, which is synchronous, and reads a file again for each request.
 */
export function registerSkills(server: McpServer): void {
  extension.attach(server);
}

interface Catalog {
  readonly skills: ReadonlyMap<string, Skill>;
  readonly texts: ReadonlyMap<string, string>;
  /** Children of a folder, by the folder's URI. */
  readonly folders: ReadonlyMap<string, readonly Resource[]>;
}

const scheme = "skill://";
const mimeType = "text/markdown";

const loaded = once(async (): Promise<Catalog> => {
  const root = packageRoot();
  const files = findSkillFiles(root).map(({ skill, path, file }) => {
    const text = readFileSync(join(root, file), "utf8");
    return { skill, path, uri: `${scheme}${skill}/${path}`, text };
  });
  const skills = await Promise.all(
    Array.from(new Set(files.map(({ skill }) => skill)), (skill) => {
      const own = files.filter((file) => file.skill === skill);
      return skillEntry(skill, Object.fromEntries(own.map(({ path, text }) => [path, text])));
    }),
  );
  return {
    skills: new Map(skills.map((skill) => [skill.uri, skill])),
    texts: new Map(files.map(({ uri, text }) => [uri, text])),
    folders: foldersOf(files),
  };
});

function foldersOf(
  files: readonly { readonly uri: string; readonly text: string }[],
): Map<string, Resource[]> {
  const folders = new Map<string, Map<string, Resource>>();
  const add = (folder: string, child: Resource): void => {
    const children = folders.get(folder) ?? new Map<string, Resource>();
    folders.set(folder, children.set(child.uri, child));
  };
  for (const { uri, text } of files) {
    let child: Resource = { uri, name: nameOf(uri), mimeType, size: Buffer.byteLength(text) };
    for (let folder = parentOf(uri); folder !== undefined; folder = parentOf(folder)) {
      add(folder, child);
      child = { uri: folder, name: nameOf(folder), mimeType: DIRECTORY_MIME_TYPE };
    }
  }
  return new Map(Array.from(folders, ([folder, children]) => [folder, [...children.values()]]));
}

const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);

/** The folder's URI; undefined above a skill's own. */
function parentOf(uri: string): string | undefined {
  const slash = uri.lastIndexOf("/");
  return slash < scheme.length ? undefined : uri.slice(0, slash);
}

/** What a person chooses by in a list; when to use it is in the skill's own description. */
function listed({ uri, frontmatter: { name, description } }: Skill): Resource {
  const [first = ""] = description.split(/(?<=\.) /);
  return { uri, name, description: first, mimeType };
}

const extension = new SkillsExtension({
  // they are the package's own, the same for everybody
  cacheHint: { ttlMs: 300_000, cacheScope: "public" },
  strict: true,
  source: {
    async list() {
      return { skills: [...(await loaded()).skills.values()] };
    },
    async get(uri) {
      return (await loaded()).skills.get(uri);
    },
    async read(uri) {
      const text = (await loaded()).texts.get(uri);
      return text === undefined ? undefined : { text, mimeType };
    },
    async readDirectory(uri) {
      const children = (await loaded()).folders.get(uri);
      return children === undefined ? undefined : { resources: [...children] };
    },
    async listResources() {
      return Array.from((await loaded()).skills.values(), listed);
    },
  },
});
