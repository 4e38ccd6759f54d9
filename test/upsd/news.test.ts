import { describe, expect, it } from "@jest/globals";
import type { Session } from "../../src/netproto/server/session.ts";
import { ask, SMALL_WORLD, upsdConfig, upsdWorld } from "../sim/servers/upsd-world.ts";

/** A session whose news are taken whenever there are some, as those of one who reads are. */
async function world(texts = SMALL_WORLD) {
  const made = await upsdWorld(texts);
  const reader = (request = "SUBSCRIBE", session: Session = made.visit()) => {
    const heard: string[] = [];
    session.onNews = () => void heard.push(...session.takeNews().split("\n").slice(0, -1));
    return { session, heard, answer: ask(session, `${request}\n`) };
  };
  const say = async (name: string, ...lines: readonly string[]) => {
    made.driver(name).say(...lines);
    await made.clock.settle(20);
  };
  return { ...made, reader, say };
}

const variables = (count: number) => Array.from({ length: count }, (_, i) => `SETINFO outlet.${i}.status "on"`);

describe("SUBSCRIBE", () => {
  it("is answered, and what changes is told at once, the status first", async () => {
    const { reader, say } = await world();
    const { heard, answer } = reader("subscribe RACK");
    expect(answer).toBe("OK SUBSCRIBED\n");
    await say("rack", 'SETINFO battery.charge "99"', 'SETINFO ups.status "OB DISCHRG"');
    expect(heard).toEqual(['NEWS VAR RACK ups.status "OB DISCHRG"', 'NEWS VAR RACK battery.charge "99"']);
  });

  it("is about one UPS, or about all that there are by their own names", async () => {
    const { reader, say } = await world();
    const [one, all] = [reader("SUBSCRIBE rack"), reader()];
    await say("desk", 'SETINFO ups.status "OL"');
    expect(one.heard).toEqual([]);
    expect(all.heard).toEqual(['NEWS VAR desk ups.status "OL"']);
  });

  it("tells nothing that is as it was", async () => {
    const { reader, say } = await world();
    const { heard } = reader();
    await say(
      "rack",
      'SETINFO ups.status "OL"',
      'SETINFO ups.load "1"',
      "DELINFO ups.load",
      "ADDCMD load.off",
      "DATAOK",
    );
    expect(heard).toEqual([]);
  });

  it("tells of variables that have gone, of commands, and of what can be set", async () => {
    const { reader, say, clock } = await world();
    const { heard } = reader("SUBSCRIBE rack");
    await say(
      "rack",
      "DELINFO battery.charge",
      "ADDCMD beeper.mute",
      'SETINFO ups.id "x"',
      "SETFLAGS ups.id RW STRING",
    );
    expect(heard).toEqual([
      'NEWS VAR rack ups.id "x"',
      "NEWS GONE rack battery.charge",
      "NEWS CMD rack",
      "NEWS RW rack",
    ]);
    heard.length = 0;
    await say("rack", "SETAUX ups.id 8");
    await clock.advance(20);
    expect(heard).toEqual(["NEWS RW rack"]);
  });

  it("tells when data fall stale, when the driver goes, and when they are good again: not what is half told", async () => {
    const { reader, say, driver, clock } = await world();
    const { heard } = reader("SUBSCRIBE rack");
    await say("rack", "DATASTALE");
    expect(heard.splice(0)).toEqual(["NEWS DATA rack DATA-STALE"]);
    await say("rack", "DATAOK");
    expect(heard.splice(0)).toEqual(["NEWS DATA rack OK"]);
    driver("rack").hangUp();
    await clock.settle(20);
    expect(heard.splice(0)).toEqual(["NEWS DATA rack DRIVER-NOT-CONNECTED"]);
    driver("rack").present = true;
    await clock.advance(1000);
    await clock.settle(20);
    expect(heard.splice(0)).toEqual(["NEWS DATA rack OK"]);
  });

  it("tells of FSD as of a status", async () => {
    const { reader, visit, clock } = await world();
    const { heard } = reader("SUBSCRIBE rack");
    ask(visit(), "USERNAME mon\nPASSWORD pw\nFSD rack\n");
    await clock.settle(20);
    expect(heard).toEqual(['NEWS VAR rack ups.status "FSD OL"']);
  });

  it("tells of UPSes that come and go at a reload, and follows those that have come", async () => {
    const { reader, model, say, clock } = await world();
    const [all, one] = [reader(), reader("SUBSCRIBE desk")];
    const config = upsdConfig(SMALL_WORLD);
    model.update({ ...config, upses: config.upses.slice(0, 1) });
    await clock.advance(100);
    expect([all.heard.splice(0), one.heard.splice(0)]).toEqual([["NEWS UPS"], ["NEWS UPS"]]);
    model.update(config);
    await clock.advance(100);
    expect(all.heard).toContain("NEWS UPS");
    all.heard.length = 0;
    await say("desk", 'SETINFO ups.status "LB"');
    expect(all.heard).toContain('NEWS VAR desk ups.status "LB"');
    expect(one.heard).not.toContain('NEWS VAR desk ups.status "LB"');
  });

  it("gives the newest state to one that was slow, once, however much has happened", async () => {
    const { reader, say, visit } = await world();
    const slow = visit();
    ask(slow, "SUBSCRIBE rack\n");
    const quick = reader("SUBSCRIBE rack");
    for (let charge = 100; charge > 0; charge--) await say("rack", `SETINFO battery.charge "${charge}"`);
    await say("rack", 'SETINFO ups.status "OB"', 'SETINFO ups.load "7"');
    await say("rack", "DELINFO ups.load");
    expect(quick.heard.length).toBeGreaterThan(2);
    expect(slow.takeNews()).toBe(
      'NEWS VAR rack ups.status "OB"\nNEWS VAR rack battery.charge "1"\nNEWS GONE rack ups.load\n',
    );
    expect(slow.takeNews()).toBe("");
  });

  it("remembers only so many that have gone: who missed more is told to read all anew", async () => {
    const { say, visit } = await world();
    const slow = visit();
    ask(slow, "SUBSCRIBE rack\n");
    await say("rack", ...variables(1100));
    await say("rack", ...variables(1100).map((line) => line.replace("SETINFO", "DELINFO").replace(' "on"', "")));
    expect(slow.takeNews()).toBe("NEWS ALL rack\n");
    await say("rack", 'SETINFO ups.status "OB"');
    expect(slow.takeNews()).toBe('NEWS VAR rack ups.status "OB"\n');
  });

  it("holds ordinary news back while more comes, and never a status", async () => {
    const { reader, driver, clock } = await world();
    const { heard } = reader("SUBSCRIBE rack");
    const settle = async () => {
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    };
    driver("rack").say('SETINFO battery.charge "99"');
    await settle();
    driver("rack").say('SETINFO battery.charge "98"');
    await settle();
    expect(heard).toEqual(['NEWS VAR rack battery.charge "99"']);
    driver("rack").say('SETINFO ups.status "OB"');
    await settle();
    expect(heard.slice(1)).toEqual(['NEWS VAR rack ups.status "OB"', 'NEWS VAR rack battery.charge "98"']);
    driver("rack").say('SETINFO battery.charge "97"');
    await clock.advance(20);
    expect(heard.at(-1)).toBe('NEWS VAR rack battery.charge "97"');
  });

  it.each([
    ["SUBSCRIBE nope", "ERR UNKNOWN-UPS\n"],
    ["SUBSCRIBE rack more", "ERR INVALID-ARGUMENT\n"],
    ["UNSUBSCRIBE", "OK\n"],
    ["UNSUBSCRIBE rack", "ERR INVALID-ARGUMENT\n"],
  ])("answers %s with %j", async (request, answer) => {
    const { reader } = await world();
    expect(reader(request).answer).toBe(answer);
  });

  it("ends with UNSUBSCRIBE and with the connection", async () => {
    const { reader, say } = await world();
    const [leaves, ends] = [reader(), reader()];
    ask(leaves.session, "UNSUBSCRIBE\n");
    ends.session.end();
    await say("rack", 'SETINFO ups.status "OB"');
    expect([leaves.heard, ends.heard]).toEqual([[], []]);
  });

  it("tells a UPS by all its names to those who follow all", async () => {
    const conf = "[rack]\ndriver = fake\nport = none\naliases = qnapups\n";
    const { reader, say } = await world({ ...SMALL_WORLD, "ups.conf": conf });
    const { heard } = reader();
    await say("rack", 'SETINFO ups.status "OB"');
    expect(heard).toEqual(['NEWS VAR rack ups.status "OB"', 'NEWS VAR qnapups ups.status "OB"']);
  });

  it("serves what a driver says as LIST VAR does: cut, escaped, without a drill's names", async () => {
    const { reader, say } = await world();
    const { heard, session } = reader("SUBSCRIBE rack");
    await say("rack", `SETINFO ups.id "a\\"b\\\\${"x".repeat(1000)}"`, 'SETINFO experimental.nutts.drill "x"');
    expect(heard).toHaveLength(1);
    expect(heard[0]).toHaveLength('NEWS VAR rack ups.id ""'.length + 255);
    expect(`${heard[0]}\n`).toBe(`NEWS ${ask(session, "GET VAR rack ups.id\n")}`);
  });
});
