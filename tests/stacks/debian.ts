import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");

/** What `tests/formats/python/install` makes. */
export const python =
  process.env["NEON_DBA_PYTHON"] ?? join(cache, "neon-dba/python-trixie/python");

/** Why a case is skipped, or undefined. */
export const noPython = existsSync(python)
  ? undefined
  : `no ${python}: tests/formats/python/install`;

const root = join(cache, "neon-dba/pgbouncer/root");

/** What `tests/formats/debian FOLDER pgbouncer postgresql-client-17` unpacked. */
export const noPgbouncer = existsSync(join(root, "usr/sbin/pgbouncer"))
  ? undefined
  : `no ${root}: tests/stacks/install`;

/** A program of that Debian, started by its own loader, as the C library of this machine may be older. */
export const program = (path: string, ...args: readonly string[]): [string, string[]] => [
  join(root, "usr/lib64/ld-linux-x86-64.so.2"),
  ["--library-path", join(root, "usr/lib/x86_64-linux-gnu"), join(root, path), ...args],
];

const rubyRoot = join(cache, "neon-dba/ruby/root");

export const noRuby = existsSync(join(rubyRoot, "usr/bin/ruby3.3"))
  ? undefined
  : `no ${rubyRoot}: tests/stacks/install`;

/** Ruby with ActiveRecord of that Debian. */
export const ruby = (...args: readonly string[]) => {
  const libraries = [
    "usr/lib/ruby/vendor_ruby",
    "usr/lib/ruby/vendor_ruby/3.3.0",
    "usr/lib/ruby/3.3.0",
  ];
  const binaries = [
    "usr/lib/x86_64-linux-gnu/ruby/vendor_ruby/3.3.0",
    "usr/lib/x86_64-linux-gnu/ruby/3.3.0",
  ];
  return {
    command: join(rubyRoot, "usr/lib64/ld-linux-x86-64.so.2"),
    args: [
      "--library-path",
      join(rubyRoot, "usr/lib/x86_64-linux-gnu"),
      join(rubyRoot, "usr/bin/ruby3.3"),
      ...args,
    ],
    env: {
      RUBYLIB: [...libraries, ...binaries].map((path) => join(rubyRoot, path)).join(":"),
      GEM_PATH: ["usr/share/rubygems-integration/all", "usr/share/rubygems-integration/3.3.0"]
        .map((path) => join(rubyRoot, path))
        .join(":"),
      GEM_HOME: join(rubyRoot, "usr/share/rubygems-integration/all"),
    },
  };
};
