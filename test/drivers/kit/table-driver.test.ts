/** What a table alone makes a driver do, on a device that is a list of places and words. */
import { describe, expect, it } from "@jest/globals";
import { type Reader, words } from "../../../src/drivers/kit/codecs.ts";
import type { Link } from "../../../src/drivers/kit/link.ts";
import { type Family, TableDriver } from "../../../src/drivers/kit/table-driver.ts";
import type { TableRow } from "../../../src/drivers/kit/table-row.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { numbered } from "../../../src/nut/catalogue/names.ts";
import { range, string } from "../../../src/nut/var-type.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

interface Place {
  readonly oid: string;
}

interface Sent extends Place {
  readonly text: string;
}

type Row = TableRow<Place, string, "OL" | "OB", Sent>;
type TableLink = Link<Place, string, Sent, "OL" | "OB">;

const plain: Reader<string> = { read: (raw) => raw };
const word = { read: (raw: string) => raw, write: (text: string) => (text === "" ? undefined : text) };

const ROWS: readonly Row[] = [
  { status: "OL", oid: "source", when: (raw) => raw === "mains", poll: "quick" },
  { status: "OB", oid: "source", when: (raw) => raw === "battery", poll: "quick" },
  { var: "battery.charge", oid: "charge.fine", as: plain, poll: "quick" },
  { var: "battery.charge", oid: "charge", as: plain, poll: "quick" },
  { var: "ups.model", oid: "model", as: plain, poll: "once" },
  { var: "ups.id", oid: "id", as: word, rw: string(8) },
  {
    var: "ups.beeper.status",
    oid: "beeper",
    as: words([
      ["1", "disabled"],
      ["2", "enabled"],
    ]),
  },
  { note: "phases", oid: "phases", poll: "once" },
  { alarm: "Fan failure!", oid: "fan", when: (raw, view) => raw === "bad" && view.note("phases") === "3" },
  { buzzword: "vendor:test:ECO", oid: "mode", when: (raw) => raw === "eco" },
  { var: "ups.delay.shutdown", fallback: "20", rw: range(0, 600) },
  { cmd: "beeper.disable", send: { oid: "beeper", text: "1" } },
  { cmd: "test.battery.start", needs: { oid: "test" }, send: { oid: "test", text: "1" } },
  { cmd: "bypass.start", needs: { oid: "bypass" }, send: { oid: "bypass", text: "1" } },
  { cmd: "shutdown.return", make: (_, view) => [{ oid: "off", text: view.known("ups.delay.shutdown") ?? "" }] },
  { cmd: "load.off.delay", make: (param) => (param === undefined ? undefined : { oid: "off", text: param }) },
];

const SAID = { source: "mains", charge: "93", model: "Table 1000", id: "cellar", beeper: "2", fan: "bad", phases: "3" };

function bench(
  said: Readonly<Record<string, string>> = {},
  extra: Partial<Family<Place, string, "OL" | "OB", Sent>> = {},
  more: Partial<TableLink> = {},
) {
  const device = new Map(Object.entries({ ...SAID, mode: "eco", test: "0", ...said }));
  const asked: (readonly string[])[] = [];
  const sent: string[] = [];
  let taken = true;
  const answer = ({ oid }: Place) => {
    const raw = device.get(oid);
    return raw === undefined ? ({ kind: "refused" } as const) : ({ kind: "data", raw } as const);
  };
  const send = async (oid: string, text: string): Promise<boolean> => {
    sent.push(`${oid}=${text}`);
    if (taken) device.set(oid, text);
    return taken;
  };
  const link: TableLink = {
    title: "a table",
    facts: [["ups.mfr", "Maker"]],
    read: async (where) => {
      asked.push([where.oid]);
      return answer(where);
    },
    write: ({ oid }, raw) => send(oid, raw),
    order: ({ oid, text }) => send(oid, text),
    close: () => Promise.resolve(),
    ...more,
  };
  const driver = new TableDriver(
    { rows: ROWS, placeOf: ({ oid }) => oid, open: async () => link, killpower: "shutdown.return", ...extra },
    { settings: settingsOf({}), openers: NO_OPENERS, log: createLog(() => undefined), clock: new VirtualClock() },
  );
  const refuse = (): void => {
    taken = false;
  };
  return { driver, device, asked, sent, answer, refuse };
}

async function opened(...parts: Parameters<typeof bench>) {
  const made = bench(...parts);
  await made.driver.open();
  return made;
}

const readingOf = async (driver: TableDriver<Place, string, "OL" | "OB", Sent>) => {
  const { vars, ...rest } = await driver.poll("full");
  return {
    ...rest,
    vars: Object.fromEntries([...vars].map(([name, one]) => [name, typeof one === "string" ? one : one.value])),
  };
};

describe("a table of rows", () => {
  it("gives variables, status, alarms, buzzwords and commands; notes are for other rows alone", async () => {
    const { driver } = await opened();
    expect(await readingOf(driver)).toEqual({
      vars: {
        "ups.mfr": "Maker",
        "battery.charge": "93",
        "ups.model": "Table 1000",
        "ups.id": "cellar",
        "ups.beeper.status": "enabled",
        "ups.delay.shutdown": "20",
      },
      status: ["OL"],
      alarms: ["Fan failure!"],
      buzzwords: ["vendor:test:ECO"],
      commands: ["beeper.disable", "test.battery.start", "shutdown.return", "load.off.delay"],
    });
  });

  it("takes the first row whose place the device has, and leaves the others alone from then on", async () => {
    const { driver, device } = await opened({ "charge.fine": "92.7" });
    expect((await readingOf(driver)).vars["battery.charge"]).toBe("92.7");
    device.set("charge.fine", "92.5").set("charge", "1");
    expect((await readingOf(driver)).vars["battery.charge"]).toBe("92.5");
  });

  describe("whose device was silent at some places when it was opened", () => {
    const mute = new Set<string>();
    const openedMute = async (places: readonly string[], extra: Parameters<typeof bench>[1] = {}) => {
      mute.clear();
      for (const place of places) mute.add(place);
      const made = bench({}, extra, {
        read: async (where) => {
          made.asked.push([where.oid]);
          return mute.has(where.oid) ? { kind: "silent" } : made.answer(where);
        },
      });
      await made.driver.open();
      await made.driver.poll("quick");
      made.asked.length = 0;
      return made;
    };

    it("asks for one of them more in each full poll, and goes on with what it is told", async () => {
      const { driver, device, asked } = await openedMute(["beeper", "id", "test"]);
      mute.clear();
      expect((await readingOf(driver)).vars).toMatchObject({ "ups.id": "cellar" });
      device.set("id", "attic");
      const second = await readingOf(driver);
      expect(second.vars).toMatchObject({ "ups.id": "attic", "ups.beeper.status": "enabled" });
      expect(second.commands).not.toContain("test.battery.start");
      expect((await readingOf(driver)).commands).toContain("test.battery.start");
      expect(await driver.setvar("ups.id", "shed")).toBe("handled");
      expect(asked.flat().filter((place) => place === "test")).toEqual(["test"]);
    });

    it("asks for each once, in no quick poll, and is content when they stay silent", async () => {
      const { driver, asked } = await openedMute(["id", "beeper"]);
      await driver.poll("quick");
      expect(asked.flat()).not.toContain("id");
      for (let polls = 0; polls < 4; polls++) expect((await readingOf(driver)).status).toEqual(["OL"]);
      expect(asked.flat().filter((place) => place === "id" || place === "beeper")).toEqual(["id", "beeper"]);
    });

    it("does not become stale by a place that still says nothing", async () => {
      const { driver } = await openedMute(["id"], { silentLimit: 1 });
      expect((await readingOf(driver)).status).toEqual(["OL"]);
    });
  });

  it("asks for each place once, and in later polls only for what is due and there", async () => {
    const { driver, asked } = await opened();
    const places = asked.splice(0).flat();
    expect(places).toEqual([...new Set(places)]);
    await driver.poll("full");
    expect(asked.splice(0).flat()).toEqual(["source", "charge"]);
    await driver.poll("quick");
    expect(asked.splice(0).flat()).toEqual(["source", "charge"]);
    await driver.poll("full");
    expect(asked.flat()).toEqual(["source", "charge", "id", "beeper", "fan", "mode"]);
  });

  it("may read the status at the opening: the first poll asks for nothing then, unless something was changed", async () => {
    const { driver, asked } = await opened({}, { opensWithStatus: true });
    expect(asked.splice(0).flat()).toContain("source");
    expect(await readingOf(driver)).toMatchObject({ status: ["OL"], vars: { "battery.charge": "93" } });
    expect(asked).toEqual([]);
    await driver.poll("quick");
    expect(asked.splice(0).flat()).toEqual(["source", "charge"]);
    await driver.open();
    await driver.setvar("ups.id", "attic");
    asked.splice(0);
    expect(await readingOf(driver)).toMatchObject({ vars: { "ups.id": "attic" } });
  });

  it("has rows that only the open device knows, with numbers put into names and places", async () => {
    const outlets = [1, 2].flatMap((number): readonly Row[] => [
      { var: numbered("outlet.#.status", number), oid: `outlet.${number}`, as: plain },
      { cmd: numbered("outlet.#.load.off", number), send: { oid: "outlet", text: "off" } },
    ]);
    const { driver } = await opened({ "outlet.1": "on", "outlet.2": "off" }, {}, { rows: outlets });
    const { vars, commands } = await readingOf(driver);
    expect([vars["outlet.1.status"], vars["outlet.2.status"]]).toEqual(["on", "off"]);
    expect(commands).toEqual(expect.arrayContaining(["outlet.1.load.off", "outlet.2.load.off"]));
  });
});

describe("a link that reads many places at once", () => {
  it("is asked once in a poll, with the first places first", async () => {
    const many: string[][] = [];
    const made = bench(
      {},
      { places: ["charge"] },
      {
        readMany: async (places) => {
          many.push(places.map(({ oid }) => oid));
          return places.map((place) => made.answer(place));
        },
      },
    );
    await made.driver.open();
    expect(many[0]?.[0]).toBe("charge");
    await made.driver.poll("quick");
    expect(many).toHaveLength(2);
    expect(many[1]).toEqual(["charge", "source"]);
    expect(made.asked).toEqual([]);
  });

  it("that answers less than was asked has said nothing of the rest: variables stay, tokens go", async () => {
    let short = false;
    const made = bench(
      {},
      {},
      {
        readMany: async (places) => (short ? [] : places.map((place) => made.answer(place))),
      },
    );
    await made.driver.open();
    expect((await readingOf(made.driver)).status).toEqual(["OL"]);
    short = true;
    const { vars, status } = await readingOf(made.driver);
    expect([vars["battery.charge"], status]).toEqual(["93", []]);
  });
});

describe("a command", () => {
  it("is known by its old name and in any case", async () => {
    const { driver, sent } = await opened();
    expect(await driver.instcmd("Beeper.OFF")).toBe("handled");
    expect(sent).toEqual(["beeper=1"]);
  });

  it("is not there where the device has not the place that it needs", async () => {
    const { driver, sent } = await opened();
    expect(await driver.instcmd("bypass.start")).toBe("unknown");
    expect(await driver.instcmd("nonsense")).toBe("unknown");
    expect(sent).toEqual([]);
  });

  it("is made of its parameter and of what is known", async () => {
    const { driver, sent } = await opened();
    expect(await driver.instcmd("load.off.delay", "45")).toBe("handled");
    expect(await driver.instcmd("load.off.delay")).toBe("invalid");
    expect(await driver.instcmd("shutdown.return")).toBe("handled");
    expect(sent).toEqual(["off=45", "off=20"]);
  });

  it("fails where the device does not take it", async () => {
    const { driver, refuse } = await opened();
    refuse();
    expect(await driver.instcmd("beeper.disable")).toBe("failed");
  });

  it("ends a shutdown: of several the first that is taken", async () => {
    const { driver, sent } = await opened({}, { killpower: ["shutdown.reboot", "load.off.delay", "shutdown.return"] });
    expect(await driver.killpower()).toBe("handled");
    expect(sent).toEqual(["off=20"]);
  });
});

describe("a new value", () => {
  it("is written to its place, and read again by the next poll", async () => {
    const { driver, sent, asked } = await opened();
    await driver.poll("full");
    expect(await driver.setvar("UPS.ID", "attic")).toBe("handled");
    expect(sent).toEqual(["id=attic"]);
    asked.splice(0);
    expect((await driver.poll("quick")).vars.get("ups.id")).toMatchObject({ value: "attic", rw: true });
    expect(asked.flat()).toContain("id");
  });

  it("that lives in the driver is kept there, if it is one", async () => {
    const { driver, sent } = await opened();
    expect(await driver.setvar("ups.delay.shutdown", "soon")).toBe("invalid");
    expect(await driver.setvar("ups.delay.shutdown", "90")).toBe("handled");
    expect((await driver.poll("full")).vars.get("ups.delay.shutdown")).toEqual({
      value: "90",
      rw: true,
      type: range(0, 600),
    });
    expect(sent).toEqual([]);
  });

  it("is refused where it is none, where nothing can be set, and where the device does not take it", async () => {
    const { driver, refuse } = await opened();
    expect(await driver.setvar("ups.id", "")).toBe("invalid");
    expect(await driver.setvar("ups.model", "x")).toBe("unknown");
    refuse();
    expect(await driver.setvar("ups.id", "attic")).toBe("failed");
  });
});

it("that is not open says so", async () => {
  await expect(bench().driver.poll("full")).rejects.toBeInstanceOf(DeviceError);
});
