/** The whole chain of ours, drivers, upsd and upsmons, in outages in which any one process is killed at any moment. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { slowness } from "../sim/machine/slowness.ts";
import { freePort, until } from "./daemon.ts";
import { OutageChain, type WatchingMachine } from "./outage-chain.ts";

let chain: OutageChain;
beforeEach(() => {
  chain = new OutageChain();
});
afterEach(() => chain.clear());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Death = readonly [victim: string, ms: number];

/** Any one of them at any moment: NUTTS_DEATHS says how many of these. */
const further = (victims: readonly string[]): readonly Death[] =>
  Array.from({ length: Number(process.env.NUTTS_DEATHS ?? 0) }, () => [
    victims[Math.floor(Math.random() * victims.length)] ?? "nobody",
    Math.floor(Math.random() * 5500),
  ]);

const DEADTIME_MS = 3000;

/** Goes down once, unless nothing was known of an outage when its server or driver fell silent: that is announced, as in C. */
async function goesDown(machine: WatchingMachine, begun: number, silencers: readonly string[], victim: string) {
  const down = (): boolean => machine.lines("down").length > 0;
  const silenced = (): boolean => silencers.includes(victim) && machine.lines("told").includes("COMMBAD");
  await until("the shutdown, or silence", () => down() || silenced());
  if (!down()) await pause(DEADTIME_MS + 1000);
  if (silenced() && !machine.lines("told").includes("ONBATT")) {
    expect(machine.lines("down")).toEqual([]);
    return;
  }
  await until("the shutdown", down);
  // Low after 3 s and seen within 2; MAXAGE and DEADTIME stand in for who is missing; a new child takes a moment.
  expect(performance.now() - begun).toBeLessThan(20_000 * slowness());
  await pause(500);
  expect(machine.lines("down")).toEqual(["down"]);
}

/** Who is killed, and how many milliseconds into the outage; the battery is low after three seconds. */
const DEATHS: readonly Death[] = [
  ["nobody", 0],
  ["ups1", 0],
  ["ups1", 2900],
  ["upsd", 300],
  ["upsd", 2600],
  ["pi child", 3700],
  ["pi parent", 1300],
  ["pi parent", 3900],
  ...further(["ups1", "upsd", "pi child", "pi parent"]),
];

describe("an outage in which a process is killed", () => {
  it.each(DEATHS)("(%s, after %i ms) takes the machine down once and in time, or is announced", async (victim, ms) => {
    const port = await freePort();
    const upsd = await chain.serve(port, "[monuser]\npassword = secret\nupsmon primary\n");
    const pi = chain.machine("pi");
    pi.configure(`ups1@127.0.0.1:${port} 1 monuser secret primary`);
    const upsmon = await pi.begin();
    await upsd.says(/User monuser@.* logged into UPS \[ups1\]/);
    await upsmon.says(/\(primary\)/);
    const begun = performance.now();
    chain.says("OB DISCHRG");
    const low = pause(3000).then(() => chain.says("OB LB DISCHRG", 10));
    await pause(ms);
    chain.kill(victim);
    await low;
    await goesDown(pi, begun, ["ups1", "upsd"], victim);
    if (victim === "pi parent" && ms < 3000) await until("NOPARENT", () => pi.lines("told").includes("NOPARENT"));
  });
});

/** The stage leaves after a second and a half, the battery is low after four. */
const STAGED_DEATHS: readonly Death[] = [
  ["nobody", 0],
  ["ups1", 1200],
  ["early", 400],
  ["early", 2100],
  ["upsd", 1800],
  ["nas child", 1700],
  ["nas parent", 900],
  ["pi child", 3600],
  ...further(["ups1", "early", "upsd", "pi child", "pi parent", "nas child", "nas parent"]),
];

describe("an outage with a stage in which a process is killed", () => {
  it.each(STAGED_DEATHS)(
    "(%s, after %i ms) takes both machines down once and in time, or is announced",
    async (victim, ms) => {
      const port = await freePort();
      const users = "[boss]\npassword = pw\nupsmon primary\n[mate]\npassword = pw\nupsmon secondary\n";
      const early = "driver = clone\nport = dummy-ups-ups1\nmincharge = 80";
      // Where nobody is killed, data are old only because the machine stalls.
      const upsd = await chain.serve(port, users, { early }, victim === "nobody" ? 15 : 3);
      const [pi, nas] = [chain.machine("pi"), chain.machine("nas")];
      pi.configure(`ups1@127.0.0.1:${port} 1 boss pw primary`, `early@127.0.0.1:${port} 0 boss pw primary`);
      nas.configure(`early@127.0.0.1:${port} 1 mate pw secondary`);
      await Promise.all([pi.begin(), nas.begin()]);
      for (const who of [/boss@.* into UPS \[ups1\]/, /boss@.* into UPS \[early\]/, /mate@.* into UPS \[early\]/])
        await upsd.says(who);
      await pause(1500);
      const begun = performance.now();
      chain.says("OB DISCHRG", 99);
      const story = pause(1500)
        .then(() => chain.says("OB DISCHRG", 79))
        .then(() => pause(2500))
        .then(() => chain.says("OB LB DISCHRG", 10));
      await pause(ms);
      chain.kill(victim);
      await story;
      await Promise.all([
        goesDown(pi, begun, ["ups1", "upsd"], victim),
        goesDown(nas, begun, ["ups1", "early", "upsd"], victim),
      ]);
      if (victim === "nobody") expect(pi.lines("told")).not.toContain("COMMBAD");
    },
  );
});
