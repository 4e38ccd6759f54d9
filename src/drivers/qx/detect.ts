/** Finds the protocol that a device speaks: each in turn gets three tries to claim it. */
import { DriverError } from "../types.ts";
import type { QxProbe, QxProtocol, QxReply, QxRow } from "./protocol.ts";
import { firstLine, type QxSession } from "./session.ts";

const TRIES = 3;

type ValueRow = Extract<QxRow, { readonly as: unknown }>;

const nameOf = (row: ValueRow): string => ("note" in row ? `~${row.note}` : row.var);

function findRow(protocol: QxProtocol, name: string): { reply: QxReply; row: ValueRow } | undefined {
  for (const reply of protocol.replies) {
    const row = reply.rows.find((each): each is ValueRow => "as" in each && nameOf(each) === name);
    if (row) return { reply, row };
  }
  return undefined;
}

async function readsRow(protocol: QxProtocol, session: QxSession, name: string): Promise<boolean> {
  const place = findRow(protocol, name);
  const reply = place && (await session.ask(place.reply, protocol.rejected));
  if (!place || reply === undefined) return false;
  const [from, to] = place.row.at;
  const text = reply.slice(from, to === undefined ? undefined : to + 1);
  const value = place.row.as.read({
    text,
    reply,
    known: (key) => session.known(key),
    option: (key) => session.option(key),
  });
  if (value === undefined || value === "") return false;
  session.keep(name, value);
  return true;
}

async function claims(protocol: QxProtocol, session: QxSession): Promise<boolean> {
  const read: string[] = [];
  const probe: QxProbe = {
    reads: async (name) => {
      read.push(name);
      return readsRow(protocol, session, name);
    },
    answer: async (name) => {
      const place = findRow(protocol, name);
      return place ? firstLine(await session.send(place.reply.ask, place.reply.seal)) : "";
    },
    value: (name) => session.known(name),
    option: (name) => session.option(name),
  };
  if (await protocol.claim(probe)) return true;
  for (const name of read) session.forget(name);
  return false;
}

/** The first protocol of `candidates` that claims the device. Throws DriverError `absent` when none does. */
export async function detect(candidates: readonly QxProtocol[], session: QxSession): Promise<QxProtocol> {
  for (const protocol of candidates) {
    for (let tries = 0; tries < TRIES; tries++) if (await claims(protocol, session)) return protocol;
  }
  throw new DriverError(
    "absent",
    `no answer in any of the protocols tried (${candidates.map(({ name }) => name).join(", ")}): ` +
      "check cable and port, or name the protocol with `protocol =`",
  );
}

/** The protocols to try: the one the user names, else all in their order. */
export function candidates(all: readonly QxProtocol[], wanted: string | undefined): readonly QxProtocol[] {
  if (wanted === undefined) return all;
  const chosen = all.filter(({ name }) => name === wanted.toLowerCase());
  if (chosen.length > 0) return chosen;
  const names = all.map(({ name }) => name).join(", ");
  throw new DriverError("configuration", `protocol = ${wanted} is not known; known are ${names}`);
}
