import { existsSync, lchownSync, lstatSync, unlinkSync } from "node:fs";
import type { Server } from "node:net";
import { dirname } from "node:path";
import { NutError } from "../nut/errors.ts";
import { withoutPlantedLinks } from "../system/files/no-planted-links.ts";
import { systemCode, systemReason } from "../system/system-error.ts";
import { checkSocketPath, connectSocket } from "./socket-path.ts";

/** Connections that the system lets wait. */
const BACKLOG = 511;

/** True when somebody answers on the socket; the file is left alone. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(path);
    const done = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", done(true));
    socket.once("error", (error) => done(!["ECONNREFUSED", "ENOENT", "ENOTSOCK"].includes(systemCode(error) ?? ""))());
  });
}

const isSocket = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;

/** Removes the socket of a program that died. Throws for a file of any other kind: it is somebody else's. */
export function removeSocket(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSocket()) throw new Error("what lies there is no socket, and is left alone");
  unlinkSync(path);
}

/** Node says EACCES for a folder that does not exist, too. */
const refused = (path: string): string =>
  existsSync(dirname(path))
    ? "the account the driver runs as may not write there: chown the folder, or start with -u"
    : `the folder does not exist: mkdir ${dirname(path)}`;

const ADVICE: Readonly<Record<string, (path: string) => string>> = {
  EACCES: refused,
  ENOENT: refused,
  ENOTDIR: () => "a file stands where the folder should be",
  EADDRINUSE: (path) => `something that is no socket stands there: look with ls -l ${path}`,
};

/** Why a driver's socket file cannot be listened on, and what to do. */
export function listenError(path: string, error: unknown): NutError {
  const advice = ADVICE[systemCode(error) ?? ""]?.(path);
  const text = `cannot listen on ${path}: ${systemReason(error)}`;
  return new NutError("configuration", advice === undefined ? text : `${text}; ${advice}`);
}

/** Removes the socket of a program that died. Throws NutError `configuration`, with `answered` if somebody answers. */
export async function claimPath(path: string, answered: string): Promise<void> {
  checkSocketPath(path);
  try {
    if (!withoutPlantedLinks(path, isSocket)) return;
  } catch (error) {
    throw listenError(path, error);
  }
  if (await isAnswered(path)) throw new NutError("configuration", answered);
  withoutPlantedLinks(path, removeSocket);
}

/** The file's identity: a program that came after us has put its own there. */
export const inodeOf = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.ino;

/** Listens; the file has the mode from the first moment. Rejects with the system's error. */
export function listenAt(server: Server, path: string, mode: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const before = process.umask(0o777 & ~mode);
    try {
      server.listen({ path, backlog: BACKLOG });
    } finally {
      process.umask(before);
    }
    server.once("listening", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Gives the file to a group, if it is still the one that is meant. Throws the system's errors. */
export function giveToGroup(path: string, inode: number | undefined, gid: number): void {
  withoutPlantedLinks(path, (way) => {
    if (inodeOf(way) === inode) lchownSync(way, process.getuid?.() ?? -1, gid);
    else throw new Error("something else lies there now");
  });
}
