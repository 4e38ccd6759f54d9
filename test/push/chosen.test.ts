/** Chosen variables told to Domoticz and HomeMatic: the rows of interfaces that people have there. */
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readWebConfSection } from "../../src/conf/web/web-conf.ts";
import { UNASKED, type UpsSnapshot } from "../../src/mirror/snapshot.ts";
import { NutError } from "../../src/nut/errors.ts";
import { DOMOTICZ_SECTION } from "../../src/push/domoticz/settings.ts";
import { statusLevel, statusWords } from "../../src/push/domoticz/status-words.ts";
import type { Output } from "../../src/push/followed.ts";
import { HOMEMATIC_SECTION } from "../../src/push/homematic/settings.ts";
import { readOutputs } from "../../src/push/start-outputs.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Ccu } from "../sim/servers/ccu.ts";
import { Domoticz } from "../sim/servers/domoticz.ts";
import type { HttpSink } from "../sim/servers/http-sink.ts";
import { until } from "../sim/servers/nut-pair.ts";

const DOMOTICZ =
  "[domoticz]\nurl = http://d:8080\nusername = nutts\npassword = s3cr3tpw\nbattery.charge = 12\ndesk:ups.load = 13\nOB = 14\n";
const HOMEMATIC =
  '[homematic]\nurl = http://ccu\nusername = nutts\npassword = s3cr3tpw\nbattery.charge = "UPS charge"\n';

describe("[domoticz] and [homematic] of web.conf", () => {
  const domoticz = (text: string) => readWebConfSection(text, "web.conf", DOMOTICZ_SECTION);
  const homematic = (text: string) => readWebConfSection(text, "web.conf", HOMEMATIC_SECTION);

  it("name variables, those of other UPSes and status tokens, each with what it is called there", () => {
    const { settings, problems } = domoticz(DOMOTICZ);
    expect(problems).toEqual([]);
    expect(settings?.rows).toEqual([
      { ups: undefined, what: { kind: "variable", name: "battery.charge" }, target: "12" },
      { ups: "desk", what: { kind: "variable", name: "ups.load" }, target: "13" },
      { ups: undefined, what: { kind: "token", name: "OB" }, target: "14" },
    ]);
    expect(homematic(HOMEMATIC).settings).toMatchObject({ access: { kind: "json" }, rows: [{ target: "UPS charge" }] });
    expect(homematic("[homematic]\nurl = http://ccu\ntoken = abc\nOB = 1234\n").settings?.access).toEqual({
      kind: "xml",
      token: "abc",
    });
  });

  it("say what is misspelt, and take it where a driver may know it", () => {
    const { settings, problems } = domoticz(`${DOMOTICZ}batery.charge = 15\nintervall = 3\n`);
    expect(problems.map(({ text, advice }) => `${text}; ${advice}`)).toEqual([
      "batery.charge is no variable that NUT lists; did you mean battery.charge?",
      "intervall is no setting of [domoticz]; did you mean interval?",
    ]);
    expect(settings?.rows).toHaveLength(4);
  });

  it.each([
    ["[domoticz]\n", "url is missing"],
    ["[domoticz]\nurl = http://d\n", "no variable is chosen"],
    ["[domoticz]\nurl = http://d\nups.load = twelve\n", "ups.load: twelve is no idx"],
    ["[domoticz]\nurl = http://d\nusername = u\nups.load = 1\n", "belong together"],
    ["[domoticz]\nurl = http://d\ninterval = 0\nups.load = 1\n", "interval is whole seconds"],
  ])("cannot be used: %j", (text, why) => {
    expect(domoticz(text).problems.map((problem) => problem.text)).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    ["[homematic]\nurl = ccu\n", "url is missing"],
    ["[homematic]\nurl = http://c\nOB = x\n", "write username and password of the CCU, or the token"],
    [`${HOMEMATIC}token = t\n`, "write username and password of the CCU, or the token"],
    ["[homematic]\nurl = http://c\ntoken = t\nOB = name\n", "OB: name is no ise_id"],
    [`${HOMEMATIC}ups.load = 'a"b'\n`, "ups.load: write the name of a system variable"],
    ["[homematic]\nurl = http://c\ntoken = t;x\nOB = 1\n", "token has other characters"],
  ])("cannot be used: %j", (text, why) => {
    expect(homematic(text).problems.map((problem) => problem.text)).toEqual([expect.stringContaining(why)]);
  });

  it("take a secret from a file of its own", () => {
    const files = { read: (path: string) => ({ "/run/pw": "s3cr3t\n", "/run/empty": "\n" })[path] };
    const text = (path: string, more = "") =>
      `[domoticz]\nurl = http://d\nusername = u\npassword_file = ${path}\nOB = 1\n${more}`;
    const read = (...all: readonly [string, string?]) =>
      readWebConfSection(text(...all), "web.conf", DOMOTICZ_SECTION, files);
    expect(read("/run/pw").settings?.login).toEqual({ username: "u", password: "s3cr3t" });
    for (const [path, more, why] of [
      ["/run/none", "", "password_file, /run/none: there is no such file"],
      ["/run/empty", "", "the file is empty"],
      ["/run/pw", "password = x\n", "password and password_file are both there"],
    ] as const) {
      expect(read(path, more).problems[0]?.text).toContain(why);
    }
  });

  it("are read of whatever a file holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom("domoticz", "homematic"), (text, section) => {
        const read = section === "domoticz" ? domoticz : homematic;
        expect(read(`[${section}]\nurl = http://h\ntoken = t\n${text}`)).toHaveProperty("problems");
      }),
      { seed: 12 },
    );
  });
});

describe("words and levels of ups.status", () => {
  it("are those of the worst token first, and the status itself where none is known", () => {
    expect([statusWords("OL CHRG"), statusLevel("OL CHRG")]).toEqual(["On mains, Charging", 1]);
    expect([statusWords("ob lb"), statusLevel("ob lb")]).toEqual(["Low battery, On battery", 4]);
    expect([statusWords("XYZ"), statusLevel("XYZ")]).toEqual(["XYZ", 0]);
  });
});

describe("chosen variables", () => {
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  const snapshot = (values: Readonly<Record<string, string>>): UpsSnapshot => ({
    ...UNASKED,
    answeredAt: 0,
    values: new Map(Object.entries(values)),
  });

  function told(sink: HttpSink, conf: string) {
    const clock = new VirtualClock();
    const said: string[] = [];
    const upses = new Map<string, UpsSnapshot>();
    const log = createLog((_level, text) => said.push(text));
    const files = { ...FILES, read: () => conf, mode: () => 0o640 };
    const [open] = readOutputs({}, files, log);
    const output: Output | undefined = open?.([{ server: "h:1", mirror: { upses } }], { clock, log, fetch });
    stops.push(
      async () => output?.stop(),
      () => sink.stop(),
    );
    const passed = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        await clock.advance(1000);
        await clock.settle(20);
      }
    };
    const tells = (text: string) => until(() => said.some((one) => one.includes(text)));
    const rack = (values: Readonly<Record<string, string>>, more: Partial<UpsSnapshot> = {}) =>
      upses.set("rack", { ...snapshot(values), ...more });
    return { clock, said, upses, passed, tells, rack, output };
  }

  describe("at Domoticz", () => {
    const ROWS = "battery.charge = 12\nups.status = 13\nOB = 14\nups.model = 15\n";
    const conf = (url: string, more = "") => `[domoticz]\nurl = ${url}/\n${more}${ROWS}`;
    const VALUES = { "battery.charge": "87", "ups.status": "OL", "ups.model": "Smart; 1500 ü" };

    it("set a percentage, a text or an alert, and a switch, each by its idx", async () => {
      const domoticz = await Domoticz.start("12", "13", "14", "15");
      const { rack, passed, said } = told(domoticz.sink, conf(domoticz.sink.url));
      rack(VALUES);
      await passed(1);
      await until(() => domoticz.sink.requests.length === 4);
      expect(Object.fromEntries(domoticz.sensors)).toEqual({
        12: "0|87",
        13: "1|On mains",
        14: "Off",
        15: "0|Smart  1500 ü",
      });
      rack({ ...VALUES, "ups.status": "OB DISCHRG" });
      await passed(1);
      await until(() => domoticz.sensors.get("14") === "On");
      expect(domoticz.sensors.get("13")).toBe("3|On battery, Discharging");
      expect(said).toEqual([]);
    });

    it("tell a number that wanders once in the interval, a status at once, and everything anew after ten minutes", async () => {
      const domoticz = await Domoticz.start("12", "13", "14", "15");
      const { rack, passed, clock } = told(domoticz.sink, conf(domoticz.sink.url, "interval = 10\n"));
      rack(VALUES);
      await passed(1);
      await until(() => domoticz.sink.requests.length === 4);
      rack({ ...VALUES, "battery.charge": "86" });
      await passed(5);
      expect(domoticz.sensors.get("12")).toBe("0|87");
      await passed(6);
      await until(() => domoticz.sensors.get("12") === "0|86");
      const before = domoticz.sink.requests.length;
      await clock.advance(600_000);
      await until(() => domoticz.sink.requests.length >= before + 3);
    });

    it("say ERR and 403 once, and go on with the others", async () => {
      const domoticz = await Domoticz.start("12", "14", "15");
      domoticz.forbidden.add("15");
      const { rack, passed, tells, said } = told(domoticz.sink, conf(domoticz.sink.url));
      rack(VALUES);
      await passed(1);
      await tells('ups.status = 13: Domoticz says "ERR"');
      await tells("ups.model = 15: HTTP 403");
      expect([domoticz.sensors.get("12"), domoticz.sensors.get("14")]).toEqual(["0|87", "Off"]);
      rack({ ...VALUES, "ups.status": "OL CHRG" });
      await passed(3);
      expect(said).toHaveLength(2);
    });

    it("give their name where it is asked for, and are in no log", async () => {
      const domoticz = await Domoticz.start("12", "13", "14", "15");
      domoticz.user = { username: "nutts", password: "s3cr3tpw" };
      const { rack, passed, tells, said } = told(
        domoticz.sink,
        conf(domoticz.sink.url, "username = nutts\npassword = wrongpw1\n"),
      );
      rack(VALUES);
      await passed(1);
      await tells("check username and password of [domoticz]");
      await passed(5);
      expect(domoticz.sink.requests).toHaveLength(1);
      const pair = Buffer.from("nutts:wrongpw1").toString("base64");
      for (const secret of ["wrongpw1", pair]) expect(said.join("\n")).not.toContain(secret);
      domoticz.user = { username: "nutts", password: "wrongpw1" };
      await passed(10);
      await tells("told again");
    });

    it("wait while it is away: what holds then is told, and nothing piles up", async () => {
      const domoticz = await Domoticz.start("12", "13", "14", "15");
      domoticz.down = true;
      const { rack, passed, tells, said, clock } = told(domoticz.sink, conf(domoticz.sink.url));
      rack(VALUES);
      await passed(1);
      await tells("HTTP 502");
      for (let charge = 86; charge > 60; charge--) {
        rack({ ...VALUES, "battery.charge": `${charge}` });
        await clock.advance(2000);
      }
      expect(domoticz.sink.requests.length).toBeLessThan(5);
      domoticz.down = false;
      const before = domoticz.sink.requests.length;
      await passed(40);
      await until(() => domoticz.sensors.get("12") === "0|61");
      expect(domoticz.sink.requests.length).toBe(before + 4);
      expect(said.filter((line) => line.includes("502"))).toHaveLength(1);
    });

    it("tell nothing of a UPS whose data are stale, of a number that is none, and of what it does not have", async () => {
      const domoticz = await Domoticz.start("12", "13", "14", "15");
      const { rack, passed } = told(domoticz.sink, conf(domoticz.sink.url));
      rack(VALUES, { error: new NutError("data-stale") });
      await passed(3);
      rack({ "battery.charge": "N/A", "ups.status": "OL" });
      await passed(1);
      await until(() => domoticz.sensors.get("14") === "Off");
      expect(domoticz.sink.requests).toHaveLength(2);
    });

    it("end at once, also while it does not answer", async () => {
      const domoticz = await Domoticz.start("12");
      domoticz.sink.answer = { status: 200, silent: true };
      const { rack, passed, output, said } = told(domoticz.sink, conf(domoticz.sink.url));
      rack(VALUES);
      await passed(1);
      await output?.stop();
      expect(said).toEqual([]);
    });
  });

  describe("at a CCU by JSON-RPC", () => {
    const conf = (url: string, password = "s3cr3tpw") =>
      `[homematic]\nurl = ${url}\nusername = nutts\npassword = ${password}\nbattery.charge = "UPS charge"\nOB = "UPS on battery"\nups.status = "UPS status"\n`;
    const VALUES = { "battery.charge": "87.5", "ups.status": 'OL "CHRG\\' };

    it("are system variables by name, in one session that is given back", async () => {
      const ccu = await Ccu.start("UPS charge", "UPS on battery", "UPS status");
      const { rack, passed, said } = told(ccu.sink, conf(ccu.sink.url));
      rack(VALUES);
      await passed(1);
      await until(() => ccu.methods.includes("Session.logout"));
      expect(ccu.methods).toEqual([
        "Session.login",
        "SysVar.setFloat",
        "SysVar.setBool",
        "ReGa.runScript",
        "Session.logout",
      ]);
      expect(Object.fromEntries(ccu.variables)).toEqual({
        "UPS charge": 87.5,
        "UPS on battery": false,
        "UPS status": "OL CHRG",
      });
      expect([said, ccu.sessions.size]).toEqual([[], 0]);
    });

    it("say which variable is missing there, and go on", async () => {
      const ccu = await Ccu.start("UPS on battery", "UPS status");
      const { rack, passed, tells } = told(ccu.sink, conf(ccu.sink.url));
      rack(VALUES);
      await passed(1);
      await tells("battery.charge = UPS charge: the CCU does not take it");
      expect(ccu.variables.get("UPS status")).toBe("OL CHRG");
    });

    it("are told later where the password is wrong, no session is free, or nobody answers, and hold no secret in a log", async () => {
      const ccu = await Ccu.start("UPS charge", "UPS on battery", "UPS status");
      const { rack, passed, tells, said } = told(ccu.sink, conf(ccu.sink.url, "wrongpw1"));
      rack(VALUES);
      await passed(1);
      await tells("check username and password of [homematic]");
      ccu.down = true;
      await passed(10);
      await tells("HTTP 503");
      expect(said.join("\n")).not.toContain("wrongpw1");
    });

    it("give the session back also where they end in the middle", async () => {
      const ccu = await Ccu.start("UPS charge");
      const { rack, passed, output } = told(ccu.sink, conf(ccu.sink.url));
      const answer = ccu.sink.answer;
      ccu.sink.answer = (request) =>
        request.body.includes("SysVar") || typeof answer !== "function"
          ? { status: 200, silent: true }
          : answer(request);
      rack(VALUES);
      await passed(1);
      await until(() => ccu.sink.requests.length === 2);
      await output?.stop();
      expect(ccu.sessions.size).toBe(0);
    });
  });

  describe("at a CCU by the XML-API", () => {
    const conf = (url: string, token: string) =>
      `[homematic]\nurl = ${url}\ntoken = ${token}\nbattery.charge = 1234\nOB = 1235\nups.status = 1236\nups.model = 1237\n`;
    const VALUES = { "battery.charge": "87", "ups.status": "OL CHRG", "ups.model": "Ü 'x' 100%, 2/3" };

    it("go together in one request, in characters that it decodes", async () => {
      const ccu = await Ccu.start("1234", "1235", "1236", "1237");
      const { rack, passed, said } = told(ccu.sink, conf(ccu.sink.url, ccu.token));
      rack(VALUES);
      await passed(1);
      await until(() => ccu.sink.requests.length === 1);
      expect(Object.fromEntries(ccu.variables)).toEqual({
        1234: "87",
        1235: "false",
        1236: "OL CHRG",
        1237: "x 100 2/3",
      });
      expect(said).toEqual([]);
    });

    it("say which id is not there", async () => {
      const ccu = await Ccu.start("1234", "1236", "1237");
      const { rack, passed, tells, said } = told(ccu.sink, conf(ccu.sink.url, ccu.token));
      rack(VALUES);
      await passed(1);
      await tells("OB = 1235: the XML-API knows no system variable");
      expect(said).toHaveLength(1);
      expect(ccu.variables.get("1236")).toBe("OL CHRG");
    });

    it("are told later where the token is wrong, which is in no log", async () => {
      const ccu = await Ccu.start("1234");
      const { rack, passed, tells, said } = told(ccu.sink, conf(ccu.sink.url, "wrongt0ken"));
      rack(VALUES);
      await passed(1);
      await tells("check token of [homematic]");
      ccu.down = true;
      await passed(10);
      await tells("HTTP 503");
      expect(said.join("\n")).not.toContain("wrongt0ken");
    });
  });
});
