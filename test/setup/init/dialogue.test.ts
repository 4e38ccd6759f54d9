import { describe, expect, it } from "@jest/globals";
import { type Asker, usualAsker } from "../../../src/cli/asker.ts";
import { INIT } from "../../../src/commands/init.ts";
import type { ScannedDevice } from "../../../src/scanner/found.ts";
import { type Dialogue, type DialogueWorld, holdDialogue } from "../../../src/setup/init/dialogue.ts";
import { givenOf } from "../../../src/setup/init/flags.ts";
import { askParts } from "../../../src/setup/init/questions/parts.ts";
import { withGroup } from "../../../src/setup/init/services.ts";
import type { UpsReading } from "../../../src/setup/init/trial.ts";
import { lineOf } from "../../sim/machine/fake-io.ts";

const Q1: ScannedDevice = {
  kind: "USB",
  driver: "nutdrv_qx",
  port: "auto",
  options: [
    { name: "vendorid", value: "0665" },
    { name: "productid", value: "5161" },
    { name: "vendor", value: "INNO TECH" },
    { name: "bus", value: "001", comment: "" },
  ],
};
const APC: ScannedDevice = {
  kind: "USB",
  driver: "usbhid-ups",
  port: "auto",
  options: [
    { name: "vendorid", value: "051D" },
    { name: "product", value: "Back-UPS ES 700" },
  ],
};

const reading = (vars: Readonly<Record<string, string>>, ...settable: readonly string[]): UpsReading => ({
  kind: "read",
  vars: new Map(Object.entries({ "ups.status": "OL", ...vars })),
  settable: new Set(settable),
  commands: new Set(),
});

/** A UPS that goes off and on again when it is told, after a delay that can be set. */
const obedient = (commands = ["shutdown.return", "shutdown.stop"], settable = ["ups.delay.shutdown"]): UpsReading => ({
  ...{ kind: "read", vars: new Map([["ups.status", "OL"]]) },
  settable: new Set(settable),
  commands: new Set(commands),
});

interface Scene {
  readonly found?: readonly ScannedDevice[];
  readonly readings?: Readonly<Record<string, UpsReading>>;
  readonly upsConf?: string;
  readonly upsmonConf?: string;
  readonly asker?: Asker;
}

function hold(
  argv: readonly string[],
  { found = [], readings = {}, upsConf = "", upsmonConf = "", asker = usualAsker }: Scene = {},
): Promise<Dialogue> {
  const world: DialogueWorld = {
    texts: { ...(upsConf !== "" && { "ups.conf": upsConf }), ...(upsmonConf !== "" && { "upsmon.conf": upsmonConf }) },
    addresses: ["127.0.0.1", "::1"],
    look: () => Promise.resolve(found),
    read: (_, names) =>
      Promise.resolve(new Map(names.flatMap((name) => (readings[name] ? [[name, readings[name]] as const] : [])))),
    readServer: () => Promise.resolve({ kind: "silent", why: "nobody is there" }),
    show: () => undefined,
  };
  return holdDialogue(givenOf(lineOf(INIT.table, ...argv)), world, asker);
}

describe("what is usual", () => {
  it("is one UPS called ups, for this machine alone", async () => {
    expect((await hold([], { found: [APC] })).answers).toEqual({
      role: "standalone",
      upses: [
        {
          name: "ups",
          driver: "usbhid-ups",
          port: "auto",
          kept: false,
          settings: [
            { name: "vendorid", value: "051D" },
            { name: "product", value: "Back-UPS ES 700" },
          ],
        },
      ],
      stages: [],
      presets: [],
      listen: [
        { host: "127.0.0.1", port: 3493 },
        { host: "::1", port: 3493 },
      ],
      shutdownReturn: false,
    });
  });

  it("names several by what they are, and serves all addresses where others ask", async () => {
    const { answers } = await hold(["--preset", "synology=inno-tech"], { found: [Q1, APC] });
    expect(answers).toMatchObject({
      role: "netserver",
      upses: [{ name: "inno-tech" }, { name: "back-ups-es-700" }],
      presets: [{ ups: "inno-tech" }],
      listen: [{ host: "0.0.0.0" }, { host: "::" }],
    });
  });

  it("keeps the sections that are there, and adds what they do not describe", async () => {
    const upsConf = "[old]\ndriver = usbhid-ups\nport = auto\nvendorid = 051D\n";
    const { answers } = await hold([], { found: [Q1, APC], upsConf });
    expect(answers).toMatchObject({
      upses: [
        { name: "old", kept: true, settings: [] },
        { name: "inno-tech", kept: false },
      ],
    });
  });

  it("ends with what to do where nothing is found", async () => {
    await expect(hold([])).rejects.toThrow(/no UPS was found.*--ups NAME=DRIVER:PORT/);
  });
});

describe("batteries and delays", () => {
  it("are reckoned 15 % around the nominal voltage for devices that tell a voltage only", async () => {
    const readings = { ups: reading({ "battery.voltage.nominal": "24.0" }) };
    const { answers } = await hold([], { found: [Q1], readings });
    expect(answers).toMatchObject({
      upses: [
        {
          settings: expect.arrayContaining([
            { name: "default.battery.voltage.low", value: "20.4" },
            { name: "default.battery.voltage.high", value: "27.6" },
          ]),
        },
      ],
    });
  });

  it("are as the person says", async () => {
    const asker: Asker = {
      ...usualAsker,
      text: async (asked) => (asked.option === "--battery" ? "21-27.2" : usualAsker.text(asked)),
    };
    const readings = { ups: reading({ "battery.voltage.nominal": "24.0" }) };
    const { answers } = await hold([], { found: [Q1], readings, asker });
    expect(JSON.stringify(answers)).toContain('"default.battery.voltage.high","value":"27.2"');
  });

  it("are set where the device offers them, and nowhere else", async () => {
    const low = { "ups.delay.start": "30", "battery.charge.restart": "0" };
    const offers = { ups: reading(low, "ups.delay.start", "battery.charge.restart") };
    const set = await hold([], { found: [APC], readings: offers });
    expect(JSON.stringify(set.answers)).toContain('{"name":"ondelay","value":"120"}');
    expect(set.variables).toEqual([{ ups: "ups", name: "battery.charge.restart", value: "25" }]);
    const no = await hold([], { found: [APC], readings: { ups: reading(low) } });
    expect(JSON.stringify(no.answers)).not.toContain("ondelay");
    expect(no.variables).toEqual([]);
  });

  it("stay where they are when 0 is given, or when the owner has chosen", async () => {
    const offers = { ups: reading({ "ups.delay.start": "30" }, "ups.delay.start", "battery.charge.restart") };
    const left = await hold(["--start-delay", "0", "--restart-charge", "0"], { found: [APC], readings: offers });
    expect([left.variables, JSON.stringify(left.answers).includes("ondelay")]).toEqual([[], false]);
    const upsConf = "[ups]\ndriver = usbhid-ups\nport = auto\nondelay = 60\n";
    const chosen = await hold([], { found: [APC], readings: offers, upsConf });
    expect(chosen.answers).toMatchObject({ upses: [{ settings: [] }] });
  });
});

describe("stages", () => {
  const stagesOf = async (argv: readonly string[], scene: Scene = {}) => {
    const { answers } = await hold(argv, { found: [APC], ...scene });
    return answers.role === "netclient" ? [] : answers.stages;
  };

  it("are given with what they leave at, each on the only UPS or on the one that is named", async () => {
    expect(await stagesOf(["--stage", "nas=charge:80,onbattery:300", "--stage", "pve@ups=runtime:600"])).toEqual([
      {
        name: "nas",
        ups: "ups",
        limits: [
          { name: "mincharge", value: "80" },
          { name: "maxonbattery", value: "300" },
        ],
      },
      { name: "pve", ups: "ups", limits: [{ name: "minruntime", value: "600" }] },
    ]);
    expect(await stagesOf(["--role", "netserver"])).toEqual([]);
  });

  it("are asked for where the network is served, one after the other", async () => {
    const yes = [true, true, false];
    const texts = ["ups-early", "60", "ups-late", "runtime:300"];
    const asker: Asker = {
      ...usualAsker,
      confirm: ({ option, usual }) => Promise.resolve(option === "--stage" ? (yes.shift() ?? false) : usual),
      text: (asked) => {
        const answer = asked.option === "--stage" ? (texts.shift() ?? "") : undefined;
        expect(asked.check?.(answer ?? asked.usual ?? "")).toBeUndefined();
        return answer === undefined ? usualAsker.text(asked) : Promise.resolve(answer);
      },
    };
    const found = await stagesOf(["--role", "netserver"], { asker });
    expect(found.map(({ name, limits }) => [name, limits])).toEqual([
      ["ups-early", [{ name: "mincharge", value: "60" }]],
      ["ups-late", [{ name: "minruntime", value: "300" }]],
    ]);
  });

  it.each([
    [["--stage", "nas@other=charge:80"], "there is no UPS other"],
    [["--stage", "ups=charge:80"], "another UPS has that name"],
    [["--stage", "a=charge:80", "--preset", "synology=a"], "asks for the UPS ups, which is not a here"],
  ])("that cannot be are refused: %j", async (argv, words) => {
    await expect(hold(["--role", "netserver", ...argv], { found: [APC] })).rejects.toThrow(words);
  });

  it("there are already are no devices", async () => {
    const upsConf = "[rack]\ndriver = usbhid-ups\nport = auto\n[early]\ndriver = clone\nport = usbhid-ups-rack\n";
    const { answers } = await hold([], { upsConf });
    expect(answers).toMatchObject({ upses: [{ name: "rack" }] });
  });
});

describe("a client of another server", () => {
  it("needs nothing but the address where the make has all built in", async () => {
    const { answers } = await hold(["--preset", "synology", "--server", "nas"]);
    expect(answers).toEqual({
      role: "netclient",
      server: { system: "ups@nas", username: "monuser", password: "secret" },
    });
  });

  it("says which option is missing where nobody can be asked", async () => {
    await expect(hold(["--server", "ups@nas"])).rejects.toThrow("--password-file");
    await expect(hold(["--role", "netclient"])).rejects.toThrow("--server");
  });
});

describe("options that cannot be right", () => {
  it.each([
    [["--role", "netsever"], "netserver"],
    [["--preset", "synolgy"], "synology"],
    [["--ups", "usbhid-ups"], "write NAME=DRIVER:PORT"],
    [["--ups", "a b=usbhid-ups:auto"], "a name is one word"],
    [["--ups", "a=dummy-ups:x", "--ups", "a=dummy-ups:y"], "the same name"],
    [["--stage", "nas=80"], "write NAME=charge:PERCENT"],
    [["--stage", "nas=charge:100"], "write NAME=charge:PERCENT"],
    [["--stage", "nas=charge:80,"], "write NAME=charge:PERCENT"],
    [["--battery", "27-20"], "write LOW-HIGH"],
    [["--restart-charge", "101"], "from 0 (leave it as it is) to 100"],
    [["--server", "ups@"], "write UPS@HOST"],
    [["--role", "standalone", "--server", "ups@nas"], "netclient"],
    [["--password-file", "/nowhere/secret"], "No such file"],
  ])("%j are refused with what to write", (argv, words) => {
    expect(() => givenOf(lineOf(INIT.table, ...argv))).toThrow(words);
  });
});

describe("services", () => {
  it("begin when the files belong to the group that the plan has made", () => {
    const make = { kind: "run", argv: ["groupadd", "nut"] } as const;
    const unit = { kind: "file", path: "/etc/systemd/system/x.service", text: "", mode: 0o644 } as const;
    const { steps } = withGroup({ steps: [make, unit], notes: [] }, "nut", ["/etc/nut/ups.conf"]);
    expect(steps).toEqual([make, { kind: "run", argv: ["chgrp", "nut", "/etc/nut/ups.conf"] }, unit]);
  });
});

describe("a UPS that can be told to go off and on again", () => {
  const told = async (argv: readonly string[], reading: UpsReading, upsmonConf = ""): Promise<boolean | undefined> => {
    const { answers } = await hold(argv, { found: [APC], readings: { ups: reading }, upsmonConf });
    return answers.role === "netclient" ? undefined : answers.shutdownReturn;
  };

  it("is told, unless somebody says no", async () => {
    expect(await told([], obedient())).toBe(true);
    expect(await told(["--shutdown-return", "no"], obedient())).toBe(false);
    const asker: Asker = { ...usualAsker, confirm: () => Promise.resolve(false) };
    const { answers } = await hold([], { found: [APC], readings: { ups: obedient() }, asker });
    expect(answers).toMatchObject({ shutdownReturn: false });
  });

  it.each([
    ["cannot be called back", obedient(["shutdown.return"])],
    ["has a delay of its own", obedient(undefined, [])],
    ["offers nothing", reading({})],
  ])("is not told where it %s, unless somebody says so", async (_, one) => {
    expect(await told([], one)).toBe(false);
    expect(await told(["--shutdown-return", "yes"], one)).toBe(true);
  });

  it("is told or not as upsmon.conf says already", async () => {
    expect(await told([], obedient(), "SHUTDOWNRETURN 0\n")).toBe(false);
    expect(await told([], reading({}), "SHUTDOWNRETURN 1\n")).toBe(true);
  });

  it("is a matter of yes and no", () => {
    expect(() => givenOf(lineOf(INIT.table, "--shutdown-return", "1"))).toThrow("--shutdown-return 1: write yes or no");
  });
});

describe("an installed NUT", () => {
  const answers = async () => (await hold(["--ups", "a=usbhid-ups:auto", "--ups", "b=usbhid-ups:auto"])).answers;
  const given = (...argv: readonly string[]) => givenOf(lineOf(INIT.table, ...argv));

  it("is taken over whole, unless somebody chooses or names parts", async () => {
    const all = await answers();
    expect(await askParts(given(), all, true, usualAsker)).toBeUndefined();
    expect(await askParts(given("--only", "driver:b", "--only", "upsd"), all, true, usualAsker)).toEqual([
      "driver:b",
      "upsd",
    ]);
    const offered: string[] = [];
    const asker: Asker = {
      ...usualAsker,
      chooseSome: ({ choices }) => {
        offered.push(...choices.map(({ name }) => name));
        return Promise.resolve(choices.slice(0, 1).map(({ value }) => value));
      },
    };
    expect(await askParts(given(), all, true, asker)).toEqual(["driver:a"]);
    expect(offered).toEqual(["driver:a", "driver:b", "upsd", "upsmon"]);
    expect(await askParts(given(), all, false, asker)).toEqual(["upsd"]);
  });

  it("has one part on a machine that follows another", async () => {
    const server = { system: "ups@nas", username: "mon", password: "p" };
    const never: Asker = { ...usualAsker, chooseSome: () => Promise.reject(new Error("asked")) };
    expect(await askParts(given(), { role: "netclient", server }, true, never)).toBeUndefined();
  });
});
