import { spawn } from "node:child_process";
import type { Home } from "../../home.ts";
import { plainEnvironment } from "../../process.ts";
import { neonFolder } from "./serving.ts";

/** Longer than watchdogs take to end a compute whose clients are gone. */
const GUARD_SECONDS = 30;

/**
 * Reads until this process is gone. When its file says that it was killed and nobody has followed, ends each Postgres that has outlived
 * its watchdog, or was started in the moment of the kill and has none. An id alone proves nothing: see `wasStartedWith`.
 */
const script = `
command_of() {
  if [ -d /proc/self ]; then tr '\\0' ' ' < "/proc/$1/cmdline"; else ps -ww -o command= -p "$1"; fi
}
read -r line
[ -e "$2" ] || exit 0
sleep "$3"
for file in "$1"/data/*/replicas/*/pgdata/postmaster.pid "$1"/*/*/pgdata/postmaster.pid "$1"/*/.new-*/pgdata/postmaster.pid; do
  [ -e "$2" ] && read -r pid < "$file" && command_of "$pid" | grep -qF -e "\${file%/postmaster.pid}" &&
    kill -INT "$pid"
done
`;

/**
 * Starts a shell that stays with this process, and ends computes that nobody watches over after it was killed. `path` is the file of
 * the claim. Windows has no such shell: there they end with the next local Neon.
 */
export function startGuard(home: Home, path: string, seconds = GUARD_SECONDS): void {
  if (process.platform === "win32") return;
  const parameters = [neonFolder(home), path, String(seconds)];
  const shell = spawn("/bin/sh", ["-c", script, "neon-dba guard", ...parameters], {
    detached: true,
    cwd: "/",
    env: plainEnvironment(),
    // This process has the other end of its standard input, and the kernel closes that whatever happens.
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.once("error", () => {});
  shell.stdin.once("error", () => {});
  shell.unref();
}
