import { createSocket, type Socket } from "node:dgram";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parsable } from "../../../src/scanner/display.ts";
import { parseIp } from "../../../src/scanner/net/ip.ts";
import { networkOf } from "../../../src/scanner/net/ranges.ts";
import { xmlCards } from "../../../src/scanner/net/xml-cards.ts";
import { readReply } from "../../../src/scanner/net/xml-reply.ts";
import { type Survey, udpSurvey } from "../../../src/transport/udp-survey.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

const CARD = '<?xml version="1.0"?>\n<SCAN class="DEV.UPS" type="Evolution &amp; more 850" name="a"/>';
const never = new AbortController().signal;
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

function ranges(text: string, bits: number) {
  const ip = parseIp(text);
  return ip ? [networkOf(ip, bits)] : [];
}

/** A card of an address of the loopback, that answers the second question and not the first. */
async function card(address: string, port: number, answer: string): Promise<number> {
  const socket = createSocket("udp4");
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.bind(port, address, resolve));
  let asked = 0;
  socket.on("message", (message, from) => {
    if (message.toString() === "<SCAN_REQUEST/>" && ++asked > 1) socket.send(answer, from.port, from.address);
  });
  return socket.address().port;
}

const NETWORKS = [
  { cidr: "127.0.0.1/8", internal: true, family: "IPv4" as const },
  { cidr: "192.168.7.5/24", internal: false, family: "IPv4" as const },
  { cidr: "fe80::1/64", internal: false, family: "IPv6" as const },
];

const scan = (survey: (survey: Survey) => Promise<void>, clock = new VirtualClock()) => {
  const warned: string[] = [];
  return {
    warned,
    options: { survey, networks: () => NETWORKS, timeoutMs: 900, clock, warn: (text: string) => warned.push(text) },
  };
};

describe("network cards that speak XML", () => {
  it("are asked at their addresses over one socket, again within the same time where a packet was lost", async () => {
    const port = await card("127.0.0.3", 0, CARD);
    await card("127.0.0.2", port, CARD.replace("Evolution &amp; more 850", "Pulsar"));
    const clock = new VirtualClock();
    const began = clock.now();
    const { options } = scan((survey) => udpSurvey({ ...survey, port }), clock);
    const found = xmlCards({ ...options, ranges: ranges("127.0.0.0", 29) }, never);
    let done = false;
    void found.then(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(1);
    }
    expect(parsable(await found)).toBe(
      'XML:driver="netxml-ups",port="http://127.0.0.2",desc="Pulsar"\n' +
        'XML:driver="netxml-ups",port="http://127.0.0.3",desc="Evolution & more 850"\n',
    );
    expect(clock.now() - began).toBeLessThan(1000);
  });

  it("are asked by a broadcast to each network of this machine where no address is given", async () => {
    const asked: string[] = [];
    const { options } = scan((survey) => {
      asked.push(...survey.targets());
      survey.hear("192.168.7.9", Buffer.from(CARD));
      survey.hear("10.9.9.9", Buffer.from(CARD));
      return Promise.resolve();
    });
    const found = await xmlCards({ ...options, ranges: [] }, never);
    expect(asked).toEqual(["255.255.255.255", "192.168.7.255"]);
    expect(found.map(({ port }) => port)).toEqual(["http://10.9.9.9", "http://192.168.7.9"]);
  });

  it("do not count where nobody asked them, twice, or when they are ePDUs, of which is told", async () => {
    const { options, warned } = scan((survey) => {
      survey.hear("10.9.9.9", Buffer.from(CARD));
      survey.hear("127.0.0.4", Buffer.from("noise"));
      survey.hear("127.0.0.1", Buffer.from(CARD));
      survey.hear("127.0.0.1", Buffer.from(CARD));
      survey.hear("127.0.0.2", Buffer.from(CARD.replace("DEV.UPS", "DEV.PDU")));
      return Promise.resolve();
    });
    const found = await xmlCards({ ...options, ranges: ranges("127.0.0.0", 29) }, never);
    expect(found.map(({ port }) => port)).toEqual(["http://127.0.0.1"]);
    expect(warned).toEqual(["127.0.0.2 is an ePDU that speaks another XML than netxml-ups: try -S\n"]);
  });

  it("are left alone where the network cannot be reached, and that is told", async () => {
    const { options, warned } = scan(() => Promise.reject(new Error("network is unreachable")));
    expect(await xmlCards({ ...options, ranges: [] }, never)).toEqual([]);
    expect(warned.join("")).toMatch(/could not be asked: network is unreachable/);
  });
});

describe("what a card says", () => {
  const kind = async (text: string) => (await readReply(Buffer.from(text))).kind;

  it.each([
    [CARD, "card"],
    ['<S class="DEV.PDU" type="ePDU"/>', "pdu"],
    ['<S name="no type"/>', "other"],
    ['<S type="open">', "other"],
    ["", "other"],
    ['<!DOCTYPE a [<!ENTITY b "c">]><S name="&b;"/>', "other"],
  ])("%j is %s", async (text, expected) => {
    expect(await kind(text)).toBe(expected);
  });

  it("is not read where it is longer than a card's, or deeper than its pages", async () => {
    expect(await kind(`<S type="x">${"<a>".repeat(2000)}</S>`)).toBe("other");
    expect(await kind(`<S type="x">${" ".repeat(9000)}</S>`)).toBe("other");
  });

  it("may be any bytes", async () => {
    const words = fc.string({ unit: fc.constantFrom(...'<>/="&; !?-[]SCANtypeclass') });
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      words.map((text) => Buffer.from(text)),
    );
    await fc.assert(fc.asyncProperty(any, async (bytes) => expect(await readReply(bytes)).toHaveProperty("kind")));
  });
});
