/** One question by UDP to many, from one socket, and whoever answers. */
import { createSocket, type Socket } from "node:dgram";
import { type Clock, sleep } from "../system/clock.ts";

export interface Survey {
  readonly message: Uint8Array;
  readonly port: number;
  /** IPv4 addresses; broadcast addresses too. */
  readonly targets: () => Iterable<string>;
  /** Who need not be asked again, and hears each answer. */
  readonly hear: (address: string, bytes: Uint8Array) => void;
  readonly answered: (address: string) => boolean;
  /** Milliseconds for all rounds together. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What is lost is sent again within the same time. */
const ROUNDS = 3;
/** Packets between two looks at what has come in. */
const BATCH = 64;

const bound = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.bind(0, () => {
      socket.off("error", reject);
      socket.setBroadcast(true);
      resolve(socket);
    });
  });

/** Undefined, or why it could not go out. */
const send = (socket: Socket, { message, port }: Survey, address: string): Promise<Error | undefined> =>
  new Promise((resolve) => {
    socket.send(message, port, address, (error) => resolve(error ?? undefined));
  });

/** How many went out, and the last reason why one did not. */
async function round(socket: Socket, survey: Survey): Promise<Sent> {
  let sent: Sent = { count: 0, error: undefined };
  let batch: Promise<Error | undefined>[] = [];
  const flush = async (): Promise<void> => {
    const errors = await Promise.all(batch);
    const error = errors.find((one) => one !== undefined) ?? sent.error;
    sent = { count: sent.count + errors.filter((one) => one === undefined).length, error };
    batch = [];
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (const address of survey.targets()) {
    if (survey.signal.aborted) break;
    if (survey.answered(address)) continue;
    batch.push(send(socket, survey, address));
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return sent;
}

interface Sent {
  readonly count: number;
  readonly error: Error | undefined;
}

/** Resolves after the time-out, or when the signal says that it is enough. Rejects where nothing at all went out. */
export async function udpSurvey(survey: Survey): Promise<void> {
  const { clock, timeoutMs, signal, hear } = survey;
  const socket = await bound();
  socket.on("error", () => undefined);
  socket.on("message", (bytes, { address }) => hear(address, bytes));
  try {
    for (let left = ROUNDS; left > 0; left--) {
      const { count, error } = await round(socket, survey);
      if (count === 0 && error) throw error;
      await sleep(clock, timeoutMs / ROUNDS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    socket.close();
  }
}
