import { connect, Socket } from "node:net";
import { NutError } from "../nut/errors.ts";

/** Bytes of `sun_path` less its NUL. BSD and macOS have four less than Linux. */
const LONGEST_PATH = process.platform === "linux" ? 107 : 103;

function tooLong(path: string): string | undefined {
  const length = Buffer.byteLength(path);
  if (length <= LONGEST_PATH) return undefined;
  return (
    `the socket's path has ${length} bytes and the system takes ${LONGEST_PATH}: ${path}; ` +
    "give the UPS a shorter name, or set statepath (ups.conf and upsd.conf) to a shorter folder"
  );
}

/** Throws NutError `configuration` when the path is too long for a socket. */
export function checkSocketPath(path: string): void {
  const problem = tooLong(path);
  if (problem !== undefined) throw new NutError("configuration", problem);
}

/** As `net.connect`; a path that is too long is an `error` like any other. */
export function connectSocket(path: string): Socket {
  const problem = tooLong(path);
  return problem === undefined ? connect({ path }) : new Socket().destroy(new Error(problem));
}
