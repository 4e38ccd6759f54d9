/**
 * Every request, valid and not, to Debian's upsd 2.8.0 and to ours over TCP: both must answer as 2.8.5 did,
 * but for the differences named here.
 */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { RawClient } from "../sim/raw-client.ts";
import type { ScriptedDriver } from "../sim/scripted-driver.ts";
import { normalAnswer, TRANSCRIPTS, trackingId, WORLD, withId } from "../sim/upsd-transcript.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const DEADLINE_MS = 1000;
/** How long no answer has to stay away to be none. */
const SILENCE_MS = 50;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends, and waits until the expected answer is there, or has not come. */
async function say(raw: RawClient, send: string, expected: string): Promise<string> {
  raw.received = "";
  raw.send(send);
  const end = performance.now() + (expected === "" ? SILENCE_MS : DEADLINE_MS);
  while (performance.now() < end) {
    if (expected !== "" && normalAnswer(raw.received).length >= expected.length) break;
    await sleep(2);
  }
  return raw.received;
}

async function play(port: number, name: string): Promise<{ send: string; answer: string }[]> {
  const raw = new RawClient(port);
  const played: { send: string; answer: string }[] = [];
  let id = "";
  for (const { send, answer } of TRANSCRIPTS[name] ?? []) {
    const said = await say(raw, withId(send, id), answer);
    if (trackingId(said) !== undefined) await sleep(SILENCE_MS);
    id = trackingId(said) ?? id;
    played.push({ send, answer: normalAnswer(said) });
  }
  raw.socket.destroy();
  await raw.untilClosed();
  return played;
}

const expected = (name: string): { send: string; answer: string }[] =>
  (TRANSCRIPTS[name] ?? []).map(({ send, answer }) => ({ send, answer }));

/** HELP of 2.8.0 does not name PROTVER. */
const as280 = (answer: string): string => answer.replace("HELP VER PROTVER", "HELP VER");
/** Ours drops the whole line after an unescaped # in quotes, C what came in the same packet. */
const asOurs = (name: string, send: string, answer: string, i: number): string =>
  name === "a # in quotes" && send === "NETVER\n" && i === 1 ? "" : answer;

describePeers("raw transcripts", ["upsd"], ({ upsd }) => {
  let folder: NutFolder;
  let drivers: ReadonlyMap<string, ScriptedDriver>;

  beforeEach(async () => {
    folder = new NutFolder();
    folder.write("ups.conf", WORLD["ups.conf"]);
    folder.write("upsd.users", WORLD["upsd.users"]);
    const started = Object.entries(WORLD.drivers).map(
      async ([name, dump]) => [name, await folder.driver(name, dump, WORLD.results)] as const,
    );
    drivers = new Map(await Promise.all(started));
  });
  afterEach(() => folder.clear());

  const heard = (): readonly string[] =>
    drivers.get("ups1")?.heard.map((line) => line.replace(/ TRACKING \S+-\S+$/, " TRACKING {id}")) ?? [];

  it("of Debian's upsd are those of 2.8.5 but for HELP", async () => {
    const port = await folder.cUpsd(upsd);
    for (const name of Object.keys(TRANSCRIPTS)) {
      const meant = expected(name).map(({ send, answer }) => ({ send, answer: as280(answer) }));
      expect({ name, played: await play(port, name) }).toEqual({ name, played: meant });
    }
  });

  it("of ours are those of 2.8.5, over TCP too", async () => {
    const { port } = await folder.ourUpsd();
    for (const name of Object.keys(TRANSCRIPTS)) {
      const meant = expected(name).map(({ send, answer }, i) => ({ send, answer: asOurs(name, send, answer, i) }));
      expect({ name, played: await play(port, name) }).toEqual({ name, played: meant });
    }
  });

  it("tell a driver the same, but that ours keeps a parameter of several words together", async () => {
    const names = ["SET", "INSTCMD", "TRACKING", "a user with some commands and a password in quotes"];
    const c = await folder.cUpsd(upsd);
    for (const name of names) await play(c, name);
    const fromC = heard();
    const before = fromC.length;
    const { port } = await folder.ourUpsd();
    for (const name of names) await play(port, name);
    const fromUs = heard().slice(before);
    const kept = new Map([
      ["INSTCMD load.off ", 'INSTCMD load.off ""'],
      ["INSTCMD load.off a b", 'INSTCMD load.off "a b"'],
    ]);
    expect(fromUs).toEqual(fromC.map((line) => kept.get(line) ?? line));
  });
});

describe("the transcripts", () => {
  it("hold every request of the protocol", () => {
    const sent = Object.values(TRANSCRIPTS)
      .flat()
      .map(({ send }) => send)
      .join("");
    for (const verb of [
      "STARTTLS",
      "GET TRACKING",
      "LIST CLIENT",
      "LIST RANGE",
      "MASTER",
      "FSD",
      "INSTCMD",
      "SET VAR",
    ]) {
      expect(sent).toContain(verb);
    }
  });
});
