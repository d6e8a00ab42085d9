import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from "node:fs";

/** A file that lines are appended to. */
export interface Lines {
  /** Throws when the line is not in the file as a whole. */
  append(line: string): void;
  /** Throws when nothing could be appended now. */
  check(): void;
  close(): void;
}

/** A pipe that nobody reads is an error then, not a wait without end. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
/** The operator's alone, where we make it. */
const MODE = 0o600;

/**
 * Each line is one write in append mode, so that those of several processes do not mix. Synchronous, because a change must not begin
 * before its line is there; it survives the end of this process, not that of the machine. The file is opened again when another one
 * stands under its name: rotation needs no signal, and SIGHUP has another meaning on standard input and output.
 */
export function appendLines(path: string): Lines {
  let file: { readonly fd: number; readonly id: string } | undefined;
  /** A line was cut by a full disk: the next one begins on its own. */
  let torn = false;

  const close = (): void => {
    if (file !== undefined) closeSync(file.fd);
    file = undefined;
  };
  const open = (): number => {
    if (file !== undefined && idAt(path) === file.id) return file.fd;
    close();
    const fd = openSync(path, FLAGS, MODE);
    const { dev, ino } = fstatSync(fd);
    file = { fd, id: `${dev}:${ino}` };
    return fd;
  };

  return {
    append(line) {
      const bytes = Buffer.from(`${torn ? "\n" : ""}${line}\n`);
      const written = writeSync(open(), bytes);
      torn = written > 0 && written < bytes.length;
      if (written < bytes.length) throw new Error("the disk is full");
    },
    check: () => void open(),
    close,
  };
}

function idAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}
