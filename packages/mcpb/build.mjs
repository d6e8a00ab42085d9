#!/usr/bin/env node
// Makes the folder of the MCP bundle, for this platform: the package with what it depends on, the manifest, the icon.
//   node packages/mcpb/build.mjs FOLDER [TARBALL] && npx @anthropic-ai/mcpb pack FOLDER neon-dba.mcpb
// The embedded Postgres is a program, so that a bundle runs only where it was made; the manifest says so.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [folder, given] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: node packages/mcpb/build.mjs FOLDER [TARBALL]\n");
  process.exit(2);
}

// npm is a script on Windows, which only a shell finds
const npm = (args, cwd) =>
  execFileSync("npm", args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });

const temporary = mkdtempSync(join(tmpdir(), "neon-dba-mcpb-"));
try {
  const tarball =
    given === undefined
      ? join(
          temporary,
          npm(["pack", "--silent", "--pack-destination", temporary], resolve(here, "../.."))
            .trim()
            .split("\n")
            .at(-1),
        )
      : resolve(given);
  const server = join(folder, "server");
  mkdirSync(server, { recursive: true });
  writeFileSync(join(server, "package.json"), '{ "private": true, "type": "module" }\n');
  npm(["install", "--silent", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", tarball], server);
  // where the tarball was is nobody's business
  writeFileSync(join(server, "package.json"), '{ "private": true, "type": "module" }\n');
  for (const file of ["package-lock.json", "node_modules/.package-lock.json"])
    rmSync(join(server, file), { force: true });
  rmSync(join(server, "node_modules/.bin"), { recursive: true, force: true });
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
const manifest = JSON.parse(readFileSync(join(here, "manifest.json"), "utf8"));
manifest.compatibility.platforms = [process.platform];
writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(join(here, "icon.png"), join(folder, "icon.png"));
