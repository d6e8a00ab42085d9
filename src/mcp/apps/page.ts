import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../prompts/find.ts";
import { bundle, readText } from "./bundle.ts";
import type { Picture } from "./pictures.ts";

/**
 * The page of a picture as one HTML document that reaches for nothing: no network, no form, no frame, and no script or style but
 * its own, by their hashes. Trusted Types make an assignment to innerHTML an error, so text can only be text.
 */
export function page({ name, title }: Picture, root = packageRoot()): string {
  const folder = join(root, "src/apps");
  const style = ["shared", name].flatMap((part) => styles(join(folder, part))).join("");
  const script = bundle(join(folder, name, "page.js"));
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main id="picture"></main>
<script type="module">${script}</script>
</body>
</html>
`;
}

/** The style sheets of a folder, by name. */
const styles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".css"))
    .toSorted()
    .map((file) => readText(join(folder, file)));

const hash = (text: string): string =>
  `sha256-${createHash("sha256").update(text).digest("base64")}`;
