import type { Duplex } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Change } from "../../src/nut/ups-state.ts";
import { splitWords } from "../../src/nut/words.ts";
import { formatChange, parseChange } from "../../src/sockproto/changes.ts";
import { DriverConnection } from "../../src/sockproto/driver-connection.ts";
import { driverLines } from "../../src/sockproto/driver-peer.ts";
import { LineConnections } from "../../src/sockproto/line-connections.ts";
import { PublishedState } from "../../src/sockproto/published-state.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { duplexPair } from "../sim/machine/duplex-pair.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const VERBS = [
  "SETINFO",
  "DELINFO",
  "ADDENUM",
  "DELENUM",
  "ADDRANGE",
  "DELRANGE",
  "SETAUX",
  "SETFLAGS",
  "ADDCMD",
  "DELCMD",
  "PID",
  "DUMPDONE",
  "PONG",
  "OK",
  "DATAOK",
  "DATASTALE",
  "TRACKING",
  "PING",
  "INSTCMD",
  "SET",
  "GETPID",
  "DUMPALL",
  "DUMPVALUE",
  "DUMPSTATUS",
  "NOBROADCAST",
  "BROADCAST",
  "LOGOUT",
];
const word = fc.oneof(
  fc.constantFrom("ups.status", "TRACKING", '"', '""', '"OL"', "=", "#", "\\", "1", "-1", "99999999999999999999", "RW"),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const line = fc
  .tuple(fc.oneof(fc.constantFrom(...VERBS), fc.string({ maxLength: 8 })), fc.array(word, { maxLength: 6 }))
  .map(([verb, words]) => [verb, ...words].join(" "));
const stream = fc.array(fc.oneof(line, fc.string({ unit: "binary" })), { maxLength: 40 }).map((all) => all.join("\n"));

/** Cuts a text into the pieces in which a network might deliver it. */
const pieces = (text: string, at: readonly number[]): string[] => {
  const cuts = [0, ...at.map((n) => n % (text.length + 1)).sort((a, b) => a - b), text.length];
  return cuts.slice(1).map((end, i) => text.slice(cuts[i], end));
};

const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("whatever comes over a driver's socket", () => {
  it("the client end neither throws nor grows, and goes on", async () => {
    await fc.assert(
      fc.asyncProperty(stream, fc.array(fc.nat(), { maxLength: 5 }), async (text, cuts) => {
        let far: Duplex | undefined;
        const ups = new DriverConnection({
          upsname: "x",
          path: "/x",
          maxAgeMs: 15_000,
          clock: new VirtualClock(),
          log: SILENT_LOG,
          connect: () => {
            const [near, other] = duplexPair();
            far = other;
            setImmediate(() => near.emit("connect"));
            return near;
          },
        });
        ups.start();
        await settle();
        for (const piece of pieces(text, cuts)) far?.write(piece);
        far?.write('\n\n"\n');
        await settle();
        expect(["ok", "stale", "waiting", "gone"]).toContain(ups.link);
        expect(ups.state.size.variables).toBeLessThanOrEqual(60);
        ups.stop();
        expect(ups.state.size).toEqual({ variables: 0, commands: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it("the driver's end neither throws nor stops, and still answers PING", async () => {
    await fc.assert(
      fc.asyncProperty(stream, fc.array(fc.nat(), { maxLength: 5 }), async (text, cuts) => {
        const [near, far] = duplexPair();
        const published = new PublishedState();
        published.set("ups.status", "OL");
        const actions = { setvar: () => Promise.resolve(1), instcmd: () => Promise.resolve(1) };
        const clock = new VirtualClock();
        const peers = new LineConnections(driverLines({ published, actions, pid: 1, clock, log: SILENT_LOG }, "/x"));
        peers.accept(near);
        let answer = "";
        far.on("data", (chunk: Buffer) => {
          answer += chunk.toString();
        });
        for (const piece of pieces(text, cuts)) far.write(piece);
        // Whatever state the text has left the reader in, this ends it.
        far.write('\n"#\n\nPING\n');
        await settle();
        const asked = /logout/i.test(text);
        expect(asked || answer.includes("PONG\n")).toBe(true);
        peers.close();
        far.destroy();
        await settle();
        expect(peers.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9.]{0,20}$/);
const value = fc.string({ maxLength: 60 }).filter((text) => /^[\x20-\x7e]*$/.test(text));
const number = fc.integer({ min: -100_000, max: 100_000 });
const range = fc.tuple(number, number).map(([min, max]) => ({ min, max }));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constantFrom("set", "add-enum", "delete-enum"), name, value }),
  fc.record({ kind: fc.constantFrom("delete", "add-cmd", "delete-cmd"), name }),
  fc.record({ kind: fc.constantFrom("add-range", "delete-range"), name, range }),
  fc.record({ kind: fc.constant("aux"), name, maxLength: fc.nat() }),
  fc.record({
    kind: fc.constant("flags"),
    name,
    rw: fc.boolean(),
    type: fc.constantFrom("string", "number", undefined),
  }),
) as fc.Arbitrary<Change>;

describe("a change told over the socket", () => {
  it("arrives as the same change", () => {
    fc.assert(
      fc.property(change, (told) => {
        expect(parseChange(splitWords(formatChange(told)))).toEqual(told);
      }),
    );
  });
});
