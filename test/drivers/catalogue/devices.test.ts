import { describe, expect, it } from "@jest/globals";
import { runDevices } from "../../../src/driver-daemon/control/list-devices.ts";
import { DEVICE_GROUPS } from "../../../src/drivers/catalogue/device-groups.ts";
import { expand, modelsOf } from "../../../src/drivers/catalogue/devices.ts";
import { findDevices } from "../../../src/drivers/catalogue/find-devices.ts";
import { type ListedDevice, listed, listKnownDevices } from "../../../src/drivers/catalogue/listing.ts";
import { DRIVERS } from "../../../src/drivers/registry.ts";
import { FakeIo } from "../../sim/machine/fake-io.ts";

const ALL = listKnownDevices();

const search = (...words: readonly string[]): readonly string[] =>
  findDevices(ALL, words).found.map(({ maker, model, drivers }) => `${maker} ${model}: ${drivers[0]}`);

describe("a line of the list", () => {
  it.each([
    ["Matrix-UPS", ["Matrix-UPS"]],
    ["Ellipse PRO: 650, 850", ["Ellipse PRO 650", "Ellipse PRO 850"]],
    ["SMART~: 550USB, 750SLT", ["SMART550USB", "SMART750SLT"]],
    ["C1K (1a86:7523)", ["C1K (1a86:7523)"]],
  ])("%p is %p", (line, models) => {
    expect(modelsOf(line)).toEqual(models);
  });
});

describe("the list of devices", () => {
  it("names each model once for a driver and link", () => {
    const keys = DEVICE_GROUPS.flatMap((group) =>
      expand(group).map(({ maker, model }) => `${group.driver} ${group.link} ${maker} ${model} ${group.note ?? ""}`),
    );
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it("has no model that is empty, or with blanks around or inside", () => {
    const odd = ALL.filter(({ maker, model }) => !/^\S+( \S+)*$/.test(maker) || !/^\S+( \S+)*$/.test(model));
    expect(odd).toEqual([]);
  });

  it("has brackets that close, so that no size was cut at a comma inside them", () => {
    const odd = ALL.filter(({ model }) => model.split("(").length !== model.split(")").length);
    expect(odd.map(({ model }) => model)).toEqual([]);
  });

  it("has something for every driver of nutts but those that stand on other drivers or programs", () => {
    const named = new Set(ALL.flatMap(({ drivers }) => drivers));
    const withoutDevice = ["clone", "clone-outlet", "failover", "nut-upower", "nut-ipmipsu", "generic_gpio_libgpiod"];
    expect(DRIVERS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual(withoutDevice);
  });

  it("has the USB ids of our tables", () => {
    expect(search("051d:0002")).toEqual(["USB id 051d:0002: usbhid-ups"]);
    expect(search("0665:5161")).toContain("USB id 0665:5161: nutdrv_qx");
  });

  it("has what was reported since the last release of the C project", () => {
    expect(search("GoldenMate", "LiFePO4")).toEqual(["GoldenMate 1000VA/800W LiFePO4 (06da:ffff): usbhid-ups"]);
    expect(search("PSDR800")).toEqual(["PowerShield PSDR800: nutdrv_qx"]);
    expect(search("Ragtech", "Easy", "900", "TI")).toEqual(["Ragtech Easy 900 TI: ragtech"]);
  });

  it("says of a device that only the C project drives that it does so", () => {
    const [device] = listed({ driver: "nobodys", link: "serial", makers: { Somebody: ["Model 1"] } });
    expect(device).toMatchObject({ drivers: ["nobodys"], driven: false });
  });

  it("puts the driver that nutts has first where two do", () => {
    const makers = { Somebody: ["Model 1"] };
    const [device] = listed({ driver: "nobodys", or: "usbhid-ups", link: "serial", makers });
    expect(device).toMatchObject({ drivers: ["usbhid-ups", "nobodys"], driven: true });
    expect(findDevices(ALL, ["bcmxcp", "9130"]).found[0]?.drivers).toEqual(["bcmxcp", "usbhid-ups"]);
  });

  it("tells the upstype of a contact-closure UPS", () => {
    expect(findDevices(ALL, ["power99", "genericups"]).found.map(({ note }) => note)).toContain("upstype = 7");
  });
});

describe("a search", () => {
  const wanted = "Eaton Ellipse ECO 1200: usbhid-ups";

  it.each([
    [["Eaton", "Ellipse", "ECO", "1200"]],
    [["1200", "eco", "ELLIPSE"]],
    [["ellipse eco 1200"]],
    [["elli", "eco", "1200"]],
    [["ellipse-eco", "1200"]],
  ])("finds it by %p", (words) => {
    expect(search(...words)).toEqual([wanted]);
  });

  it("finds names that are written together apart, and the other way round", () => {
    expect(search("smart", "1500LCD", "tripp")).toContain("Tripp Lite SMART1500LCD: usbhid-ups");
    expect(search("smart1500lcd", "tripplite")).toContain("Tripp Lite SMART1500LCD: usbhid-ups");
    expect(search("backups", "es", "850g2")).toEqual(["APC Back-UPS ES 850G2: usbhid-ups"]);
  });

  it("takes short words for beginnings, not for any two letters", () => {
    expect(search("apc", "es")).toEqual([
      "APC Back-UPS ES 850G2: usbhid-ups",
      "APC Back-UPS ES CyberFort 350: usbhid-ups",
    ]);
  });

  it("finds everything without a word", () => {
    expect(search().length).toBe(ALL.length);
  });

  it("names the nearest known word for one that no device has", () => {
    expect(findDevices(ALL, ["eaton", "elipse"])).toEqual({ found: [], unknown: [["elipse", "ellipse"]] });
  });
});

describe("nutts driver devices", () => {
  const run = (...argv: readonly string[]): { readonly status: number; readonly out: string; readonly err: string } => {
    const io = new FakeIo();
    const status = runDevices(argv, io);
    return { status, out: io.stdout, err: io.stderr };
  };

  it("prints maker, model, driver and notes, a device a line", () => {
    expect(run("ragtech", "easy", "900", "TI")).toEqual({
      status: 0,
      out: "Ragtech  Easy 900 TI  ragtech  USB\n",
      err: "",
    });
    const io = new FakeIo();
    runDevices([], io, listed({ driver: "nobodys", link: "serial", makers: { Somebody: ["Model 1"] } }));
    expect(io.stdout).toBe(
      "Somebody  Model 1  nobodys  serial; not by nutts yet: run the C project's driver beside our upsd\n",
    );
  });

  it.each([[["--json", "ellipse", "eco", "1200"]], [["ellipse", "eco", "1200", "--json"]]])(
    "prints JSON for %p",
    (argv) => {
      const devices = JSON.parse(run(...argv).out) as readonly ListedDevice[];
      expect(devices).toEqual([
        { maker: "Eaton", model: "Ellipse ECO 1200", drivers: ["usbhid-ups"], link: "USB", driven: true },
      ]);
    },
  );

  it("prints an empty array, and ends with 1, when JSON has nothing to tell", () => {
    expect(run("--json", "zzzz")).toMatchObject({ status: 1, out: "[]\n" });
  });

  it("says what was meant, and where to look, when nothing is found", () => {
    expect(run("elipse")).toMatchObject({
      status: 1,
      out: "",
      err: expect.stringMatching(/^no device has "elipse": did you mean ellipse\?\n.*nutts scanner/),
    });
    expect(run("riello", "back-ups").err).toMatch(/^no device has all of: riello, back-ups/);
  });

  it("refuses options that it does not know", () => {
    expect(run("--yaml").status).not.toBe(0);
  });
});
