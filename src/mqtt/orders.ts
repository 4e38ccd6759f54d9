/** Commands and settings that come from the broker, carried out in the name of the user whom web.conf names. */
import type { ChangeUser, UpsMirror } from "../mirror/ups-mirror.ts";

export interface Order {
  /** Of the UPS, as its topics have it. */
  readonly id: string;
  readonly kind: "command" | "set";
  /** Of the variable; empty for a command. */
  readonly name: string;
  readonly payload: string;
}

/** What a topic below ours orders; undefined where it is none of ours. */
export function orderIn(topic: string, payload: string, base: string): Order | undefined {
  if (!topic.startsWith(`${base}/`)) return undefined;
  const [id = "", kind, ...rest] = topic.slice(base.length + 1).split("/");
  return kind === "command" || kind === "set" ? { id, kind, name: rest.join("/"), payload } : undefined;
}

const REFUSED = { command: "the UPS has no such command", set: "the UPS has no such setting" } as const;

/** Resolves with what was done. Rejects where it is not offered, and with NutError. */
export async function carryOut(
  { kind, name, payload }: Order,
  mirror: Pick<UpsMirror, "upses" | "change">,
  ups: string,
  user: ChangeUser | undefined,
): Promise<string> {
  if (!user) throw new Error("nut_username of [mqtt] is not set");
  const known = mirror.upses.get(ups);
  const cmd = payload.trim();
  const offered = kind === "command" ? known?.commands.includes(cmd) : known?.writable.has(name);
  if (!offered) throw new Error(REFUSED[kind]);
  if (kind === "command") await mirror.change(user, (client) => client.instcmd(ups, cmd));
  else await mirror.change(user, (client) => client.set(ups, name, payload));
  return kind === "command" ? `${cmd} on ${ups}` : `${name} of ${ups} set to ${payload}`;
}
