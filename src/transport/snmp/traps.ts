/** What agents send of their own accord: one socket to a port of ours, whoever in this process waits for it. */
import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { DeviceError } from "../../device/device-error.ts";
import type { SnmpTarget } from "../../device/snmp.ts";
import { systemReason } from "../../system/system-error.ts";
import { withoutZone } from "./peer-socket.ts";

type Hear = () => void;

interface Post {
  readonly socket: Socket;
  /** By the address of the agent. */
  readonly waiting: Map<string, Set<Hear>>;
}

const POSTS = new Map<number, Promise<Post>>();
/** A message of SNMP begins so: what is in it is not looked at, for anybody can send it. */
const SEQUENCE = 0x30;

/** As a socket of both families shows an address of IPv4. */
const plain = (address: string): string => withoutZone(address).replace(/^::ffff:(?=\d+\.)/, "");

const opened = (type: "udp4" | "udp6", port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket(type);
    socket.once("error", reject);
    socket.bind(port, () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });

async function post(port: number): Promise<Post> {
  const both = (): Promise<Socket> => opened("udp6", port);
  const socket = await both().catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EAFNOSUPPORT" && error.code !== "EADDRNOTAVAIL") throw error;
    return opened("udp4", port);
  });
  const waiting: Post["waiting"] = new Map();
  socket.on("error", () => undefined);
  socket.on("message", (bytes, { address }) => {
    if (bytes[0] === SEQUENCE) for (const hear of waiting.get(plain(address)) ?? []) hear();
  });
  return { socket, waiting };
}

function postAt(port: number): Promise<Post> {
  const known = POSTS.get(port);
  if (known) return known;
  const made = post(port);
  POSTS.set(port, made);
  made.catch(() => POSTS.delete(port));
  return made;
}

function leave(port: number, { socket, waiting }: Post, address: string, hear: Hear): void {
  const there = waiting.get(address);
  there?.delete(hear);
  if (there?.size === 0) waiting.delete(address);
  if (waiting.size > 0) return;
  POSTS.delete(port);
  socket.close();
}

/** Throws DeviceError `absent` where the name is not known or the port cannot be had. */
export async function hearTraps(
  { host, family }: Pick<SnmpTarget, "host" | "family">,
  port: number,
  hear: Hear,
): Promise<{ close(): Promise<void> }> {
  try {
    const address = plain((await lookup(host, { family: family ?? 0 })).address);
    const at = await postAt(port);
    const once = (): void => hear();
    at.waiting.set(address, (at.waiting.get(address) ?? new Set()).add(once));
    let here = true;
    return {
      close: () => {
        if (here) leave(port, at, address, once);
        here = false;
        return Promise.resolve();
      },
    };
  } catch (cause) {
    throw new DeviceError("absent", systemReason(cause), { cause });
  }
}
