/**
 * Every request, valid and not, to Debian's upsd 2.8.0 and to ours over TCP: both must answer as 2.8.5 did,
 * but for the differences named here.
 */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { slowness } from "../sim/machine/slowness.ts";
import { RawClient } from "../sim/servers/raw-client.ts";
import { normalAnswer, TRANSCRIPTS, trackingId, WORLD, withId } from "../sim/servers/upsd-transcript.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const DEADLINE_MS = 20_000;
/** How often another client is answered before no answer is none. */
const ROUNDS = 3;
const PENDING = "PENDING\n";

interface Line {
  readonly send: string;
  readonly answer: string;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Two clients of one server: one that plays, and one that shows by its answers that the server has come by again. */
class Player {
  readonly #raw: RawClient;
  readonly #other: RawClient;
  #id = "";

  constructor(port: number) {
    this.#raw = new RawClient(port);
    this.#other = new RawClient(port);
  }

  async #serverCameBy(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) await this.#other.ask("VER\n");
  }

  /** Sends, and waits until the expected answer is there, or has not come. */
  async #say(send: string, expected: string): Promise<string> {
    this.#raw.received = "";
    this.#raw.send(send);
    if (expected === "") await this.#serverCameBy();
    const complete = (): boolean =>
      this.#raw.received === PENDING || normalAnswer(this.#raw.received).length >= expected.length;
    const end = performance.now() + DEADLINE_MS;
    while (!complete() && performance.now() < end) await sleep(2);
    return this.#raw.received;
  }

  async play({ send, answer }: Line): Promise<Line> {
    const request = withId(send, this.#id);
    let said = await this.#say(request, answer);
    // The driver's result may take a moment.
    const end = performance.now() + DEADLINE_MS;
    while (said === PENDING && answer !== PENDING && performance.now() < end) said = await this.#say(request, answer);
    this.#id = trackingId(said) ?? this.#id;
    return { send, answer: normalAnswer(said) };
  }

  async end(): Promise<void> {
    for (const client of [this.#raw, this.#other]) {
      client.socket.destroy();
      await client.untilClosed();
    }
  }
}

/** What a server answers where `meant` is expected. */
async function play(port: number, meant: readonly Line[]): Promise<readonly Line[]> {
  const player = new Player(port);
  const played: Line[] = [];
  for (const line of meant) played.push(await player.play(line));
  await player.end();
  return played;
}

const expected = (name: string): readonly Line[] =>
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

  /** What the driver was told, once nothing more is on the way. */
  async function heardAll(): Promise<readonly string[]> {
    const quiet = 500 * slowness();
    let before = -1;
    while (before !== heard().length) {
      before = heard().length;
      await sleep(quiet);
    }
    return heard();
  }

  it("of Debian's upsd are those of 2.8.5 but for HELP", async () => {
    const port = await folder.cUpsd(upsd);
    for (const name of Object.keys(TRANSCRIPTS)) {
      const meant = expected(name).map(({ send, answer }) => ({ send, answer: as280(answer) }));
      expect({ name, played: await play(port, meant) }).toEqual({ name, played: meant });
    }
  });

  it("of ours are those of 2.8.5, over TCP too", async () => {
    const { port } = await folder.ourUpsd();
    for (const name of Object.keys(TRANSCRIPTS)) {
      const meant = expected(name).map(({ send, answer }, i) => ({ send, answer: asOurs(name, send, answer, i) }));
      expect({ name, played: await play(port, meant) }).toEqual({ name, played: meant });
    }
  });

  it("tell a driver the same, but that ours keeps a parameter of several words together", async () => {
    const names = ["SET", "INSTCMD", "TRACKING", "a user with some commands and a password in quotes"];
    const c = await folder.cUpsd(upsd);
    for (const name of names) await play(c, expected(name));
    const fromC = await heardAll();
    const { port } = await folder.ourUpsd();
    for (const name of names) await play(port, expected(name));
    const fromUs = (await heardAll()).slice(fromC.length);
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
