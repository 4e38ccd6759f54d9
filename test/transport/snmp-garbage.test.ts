/** Messages of an agent that are spoilt, without a network: a hundred thousand of all versions with NUTTS_RUNS=1. */
import type { Socket } from "node:dgram";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { SnmpAccess } from "../../src/device/snmp.ts";
import { sessionOf } from "../../src/transport/snmp/opener.ts";
import { numbers, PURE_INPUTS, type Random, spoiltBytes } from "../sim/bench/spoilt.ts";

const [ADDRESS, PORT] = ["192.0.2.7", 161];
const OBJECTS = ["1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.33.1.2.1.0"];
/** Requests of one session: those that are not answered are kept until it is closed. */
const OF_ONE = 200;

class FakeSocket extends EventEmitter {
  sent: Buffer = Buffer.alloc(0);
  readonly unref = (): void => undefined;
  readonly ref = (): void => undefined;
  readonly bind = (): void => undefined;

  send(bytes: Uint8Array, ...[, , , , done]: readonly unknown[]): void {
    this.sent = Buffer.from(bytes);
    if (typeof done === "function") done();
  }

  close(): void {
    this.emit("close");
  }

  hear(bytes: Uint8Array): void {
    this.emit("message", Buffer.from(bytes), { address: ADDRESS, port: PORT });
  }
}

const ACCESS: readonly (readonly [name: string, access: SnmpAccess])[] = [
  ["v1", { version: "v1", community: "public" }],
  ["v2c", { version: "v2c", community: "public" }],
  [
    "v3",
    {
      version: "v3",
      user: "guest",
      auth: { protocol: "SHA", password: "a password" },
      priv: { protocol: "AES", password: "another one" },
    },
  ],
];

const [GET, RESPONSE, REPORT] = [0xa0, 0xa2, 0xa8];

/** The package numbers its requests by chance: here the same in every run. */
beforeEach(() => {
  const below = numbers(7);
  jest.spyOn(Math, "random").mockImplementation(() => below(0x40_00_00_00) / 0x40_00_00_00);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What was asked, as an answer or a report. */
function answerTo(request: Buffer, below: Random): Buffer {
  const answer = Buffer.from(request);
  const at = answer.indexOf(GET);
  if (at >= 0) answer[at] = below(4) === 0 ? REPORT : RESPONSE;
  return answer;
}

describe.each(ACCESS)("messages in %s that are spoilt", (_, access) => {
  it("throw at nobody, and each request ends once", () => {
    const below = numbers(20_261_130);
    const target = { host: ADDRESS, port: PORT, access, timeoutMs: 3_600_000, retries: 0 };
    const tally = { asked: 0, ended: 0, forgotten: 0 };
    while (tally.asked < PURE_INPUTS / ACCESS.length) {
      const socket = new FakeSocket();
      const sockets = { createSocket: () => socket as unknown as Socket };
      const session = sessionOf(ADDRESS, 4, target, () => tally.forgotten++, sockets);
      try {
        for (let count = 0; count < OF_ONE; count++) {
          tally.asked++;
          session.get(OBJECTS, () => tally.ended++);
          socket.hear(spoiltBytes(answerTo(socket.sent, below), below));
        }
      } finally {
        session.close();
      }
    }
    expect(tally.ended + tally.forgotten).toBe(tally.asked);
    expect(tally.ended).toBeGreaterThan(0);
  });
});
