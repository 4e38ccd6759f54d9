import { describe, expect, it } from "@jest/globals";
import { ask, SMALL_WORLD, upsdWorld } from "../sim/servers/upsd-world.ts";

describe("a UPS whose driver", () => {
  it("falls silent is stale after MAXAGE and a second, with PINGs from a third of it on", async () => {
    const { visit, driver, clock, lines } = await upsdWorld();
    driver("rack").lively = false;
    await clock.advance(15_900);
    expect(driver("rack").pings.length).toBeGreaterThanOrEqual(2);
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OL"\n');
    await clock.advance(200);
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe("ERR DATA-STALE\n");
    expect(ask(visit(), "GET VAR desk ups.status\n")).toBe('VAR desk ups.status "OB"\n');
    expect(lines.at(-1)).toBe("Data for UPS [rack] is stale - check driver");
    driver("rack").say("PONG");
    await clock.settle();
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OL"\n');
    expect(lines.at(-1)).toBe("UPS [rack] data is no longer stale");
  });

  it("answers its PINGs stays fresh for a day without news", async () => {
    const { visit, clock, lines } = await upsdWorld();
    const before = lines.length;
    await clock.advance(86_400_000);
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OL"\n');
    expect(lines.slice(before)).toEqual([]);
  });

  it("says DATASTALE is stale at once, and fresh again with DATAOK", async () => {
    const { visit, driver, clock } = await upsdWorld();
    driver("rack").say("DATASTALE");
    await clock.settle();
    expect(ask(visit(), "LIST VAR rack\nLIST CMD rack\nGET NUMLOGINS rack\n")).toBe("ERR DATA-STALE\n".repeat(3));
    driver("rack").say("DATAOK");
    await clock.settle();
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OL"\n');
  });

  it("goes away is not connected, and is served again when it is back", async () => {
    const { visit, driver, clock, lines } = await upsdWorld();
    driver("rack").hangUp();
    await clock.settle();
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe("ERR DRIVER-NOT-CONNECTED\n");
    await clock.advance(5000);
    expect(lines.filter((line) => line.startsWith("Can't connect to UPS [rack] (/run/nut/fake-rack)"))).toHaveLength(1);
    driver("rack").present = true;
    await clock.advance(2000);
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OL"\n');
    expect(lines.at(-1)).toBe("Connected to UPS [rack]: fake-rack");
  });

  it("sends rubbish is cut off and named, and the others are served on", async () => {
    const { visit, driver, clock, lines } = await upsdWorld();
    driver("rack").say(...Array.from({ length: 40 }, (_, i) => `GARBAGE ${i}`));
    await clock.settle();
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe("ERR DRIVER-NOT-CONNECTED\n");
    expect(ask(visit(), "GET VAR desk ups.status\n")).toBe('VAR desk ups.status "OB"\n');
    expect(lines.join("\n")).toMatch(/UPS \[rack\]: what listens on \/run\/nut\/fake-rack .* cut off/);
  });

  it("changes a variable shows the change at once", async () => {
    const { visit, driver, clock } = await upsdWorld();
    driver("rack").say('SETINFO ups.status "OB DISCHRG"');
    await clock.settle();
    expect(ask(visit(), "GET VAR rack ups.status\n")).toBe('VAR rack ups.status "OB DISCHRG"\n');
  });

  it("has told nothing yet shows WAIT", async () => {
    const { visit } = await upsdWorld({ ...SMALL_WORLD, drivers: { rack: [], desk: [] } });
    expect(ask(visit(), "LIST VAR rack\n")).toBe(
      'BEGIN LIST VAR rack\nVAR rack ups.status "WAIT"\nEND LIST VAR rack\n',
    );
  });

  it("is gone cannot be told to do anything", async () => {
    const { visit, driver, clock } = await upsdWorld();
    const session = visit();
    ask(session, "USERNAME admin\nPASSWORD secret\n");
    driver("rack").hangUp();
    await clock.settle();
    expect(ask(session, "INSTCMD rack load.off\n")).toBe("ERR DRIVER-NOT-CONNECTED\n");
  });
});

describe("a request to a driver", () => {
  it("carries parameters of several words as one word", async () => {
    const { visit, driver, clock } = await upsdWorld();
    const session = visit();
    ask(session, 'USERNAME admin\nPASSWORD secret\nINSTCMD rack load.off "a b"\nINSTCMD rack load.off a b\n');
    await clock.settle();
    expect(driver("rack").heard).toEqual(['INSTCMD load.off "a b"', "INSTCMD load.off"]);
  });

  it("sets a value with quotes that its list of values has", async () => {
    const { visit, driver, clock } = await upsdWorld({
      ...SMALL_WORLD,
      drivers: {
        ...SMALL_WORLD.drivers,
        rack: ['SETINFO a.b "x"', "SETFLAGS a.b RW", 'ADDENUM a.b "say \\"on\\""', "DATAOK", "DUMPDONE"],
      },
    });
    const session = visit();
    expect(ask(session, 'USERNAME admin\nPASSWORD secret\nSET VAR rack a.b "say \\"on\\""\n')).toBe("OK\nOK\nOK\n");
    await clock.settle();
    expect(driver("rack").heard).toEqual(['SET a.b "say \\"on\\""']);
  });
});

describe("FSD", () => {
  it("stays set when the driver goes and comes back", async () => {
    const { visit, driver, clock } = await upsdWorld();
    const session = visit();
    ask(session, "USERNAME mon\nPASSWORD pw\nFSD rack\n");
    driver("rack").hangUp();
    await clock.settle();
    driver("rack").present = true;
    await clock.advance(2000);
    expect(ask(session, "GET VAR rack ups.status\n")).toBe('VAR rack ups.status "FSD OL"\n');
  });
});
