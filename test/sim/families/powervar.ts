/** A UPS of Powervar: groups of values with their formats, settings that it keeps, a countdown to off. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

type Group = Readonly<Record<string, string>>;

export class PowervarUnit extends TextUnit {
  groups: Readonly<Record<string, Group>> = {
    PID: {
      PROT: "CUSPP",
      VER: "1.04",
      UID: "1",
      BAT: "1",
      INP: "1",
      OUT: "1",
      ALM: "1",
      TST: "1",
      SET: "1",
      SYS: "1",
      EVT: "1",
    },
    UID: { MANUF: "Powervar", MODEL: "GTS1500", SWVER: "2.17", SERNUM: "GT15-100231-243", FAMILY: "GTS" },
    BAT: { STATUS: "2", TMLEFT: "31", ESTCRG: "97", VOLT: "27.3", TEMP: "26" },
    INP: { STATUS: "1", FREQ: "59.9", VOLT: "118.7", AMP: "3.1", MAXVLT: "124.2", MINVLT: "111.9" },
    OUT: { SOURCE: "1", FREQ: "60.0", VOLT: "120.3", AMP: "2.1", PERCNT: "17" },
    SYS: { INVOLT: "120", INFRQ: "60", OUTVLT: "120", OUTFRQ: "60", BATDTE: "202411", OUTVA: "1500", BTSTDY: "14" },
    SET: { AUDIBL: "1", ATOSRT: "1", OFFNOW: "0", OFFDLY: "0", SRTDLY: "0", OFFSTP: "0", RSTINP: "0" },
    ALM: { ONBAT: "0", LOWBAT: "0", BADBAT: "0", TEMP: "0", OVRLOD: "0", TSTBAD: "0", TESTNG: "0" },
    TST: { TIMERM: "0", ABORT: "0", BATQCK: "0", BATDEP: "0", DISP: "0" },
    EVT: { UPTIME: "86400" },
  };

  put(group: string, values: Group): void {
    this.groups = { ...this.groups, [group]: { ...this.groups[group], ...values } };
  }

  answer(command: string): string {
    const [, group = "", name, value = ""] = /^\n*([A-Z]{3})(?:\.([A-Z]+)\.W=(.*))?/.exec(command) ?? [];
    const known = this.groups[group];
    if (known === undefined) return "?\r\n";
    if (name === undefined) return `${command.trim()}=${this.#tell(known, command.endsWith(".FORMAT"))}\r\n`;
    if (!(name in known)) return "?\r\n";
    this.put(group, { [name]: value });
    return `${command}\r\n`;
  }

  /** A letter behind a name says of what kind the value is. */
  #tell(known: Group, format: boolean): string {
    return format
      ? Object.keys(known)
          .map((name) => `${name}.S`)
          .join(";")
      : Object.values(known).join(";");
  }
}

const order = (...orders: readonly string[]): string => sentText(...orders.map((one) => `${one}\r`));

export const POWERVAR: FamilyCase = family({
  driver: "powervar_cx_ser",
  load: async () => (await import("../../../src/drivers/serial/powervar/driver.ts")).POWERVAR_CX_SER,
  options: { offdelay: "20", disptesttime: "30" },
  unit: (say) => new PowervarUnit(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "battery.charge": "97",
        "battery.date": "2024-11",
        "battery.runtime": "1860",
        "battery.temperature": "26",
        "battery.type": "PbAc",
        "battery.voltage": "27.3",
        "battery.voltage.nominal": "24",
        "device.description": "GTS",
        "device.mfr": "Powervar",
        "device.model": "GTS1500",
        "device.serial": "GT15-100231-243",
        "device.uptime": "86400",
        "input.current": "3.1",
        "input.frequency": "59.9",
        "input.frequency.nominal": "60",
        "input.voltage": "118.7",
        "input.voltage.maximum": "124.2",
        "input.voltage.minimum": "111.9",
        "input.voltage.nominal": "120",
        "output.current": "2.1",
        "output.current.nominal": "12",
        "output.frequency": "60.0",
        "output.frequency.nominal": "60",
        "output.voltage": "120.3",
        "output.voltage.nominal": "120",
        "ups.beeper.status": "enabled",
        "ups.delay.shutdown": "20",
        "ups.delay.start": "1",
        "ups.firmware": "2.17",
        "ups.id": "GTS",
        "ups.load": "17",
        "ups.load.high": "100",
        "ups.mfr.date": "2024",
        "ups.shutdown": "enabled",
        "ups.start.auto": "yes",
        "ups.temperature": "26",
        "ups.test.interval": "1209600",
        "ups.test.result": "Normal",
        "ups.timer.shutdown": "0",
        "ups.timer.start": "0",
        "ups.type": "Line Interactive",
      },
    },
    {
      name: "on battery, silenced",
      set: (unit) => {
        unit.put("OUT", { SOURCE: "3" });
        unit.put("INP", { VOLT: "0.0", FREQ: "0.0" });
        unit.put("SET", { AUDIBL: "2" });
      },
      status: "OB",
      vars: { "input.frequency": "0.0", "input.voltage": "0.0", "ups.beeper.status": "muted" },
    },
    {
      name: "nearly empty, about to turn off",
      set: (unit) => {
        unit.put("OUT", { SOURCE: "3" });
        unit.put("INP", { VOLT: "0.0", FREQ: "0.0" });
        unit.put("BAT", { STATUS: "3", TMLEFT: "1", ESTCRG: "7", VOLT: "21.9" });
        unit.put("SET", { AUDIBL: "1", OFFDLY: "17" });
      },
      status: "OB LB",
      vars: {
        "battery.charge": "7",
        "battery.runtime": "60",
        "battery.voltage": "21.9",
        "input.frequency": "0.0",
        "input.voltage": "0.0",
        "ups.timer.shutdown": "17",
      },
    },
    {
      name: "raising its input, overloaded, its battery worn out",
      set: (unit) => {
        unit.put("OUT", { SOURCE: "4" });
        unit.put("INP", { VOLT: "118.7", FREQ: "59.9" });
        unit.put("BAT", { STATUS: "2", TMLEFT: "31", ESTCRG: "97", VOLT: "27.3" });
        unit.put("SET", { OFFDLY: "0" });
        unit.put("ALM", { OVRLOD: "1", TSTBAD: "1" });
      },
      status: "OL BOOST RB OVER",
      vars: { "ups.test.result": "Change Battery" },
    },
    {
      name: "off",
      set: (unit) => {
        unit.put("OUT", { SOURCE: "0" });
        unit.put("ALM", { OVRLOD: "0", TSTBAD: "0" });
      },
      status: "OFF",
      vars: {},
    },
  ],
  writable: ["battery.date", "ups.delay.shutdown", "ups.delay.start", "ups.start.auto"],
  commands: [
    "beeper.disable",
    "beeper.enable",
    "beeper.mute",
    "load.off",
    "load.off.delay",
    "load.on",
    "load.on.delay",
    "reset.input.minmax",
    "shutdown.reboot",
    "shutdown.return",
    "shutdown.stayoff",
    "shutdown.stop",
    "test.battery.start.deep",
    "test.battery.start.quick",
    "test.battery.stop",
    "test.failure.start",
    "test.failure.stop",
    "test.panel.start",
  ],
  orders: [
    { cmd: "beeper.mute", sent: order("SET.AUDIBL.W=2") },
    { cmd: "load.off", sent: order("SET.OFFNOW.W=1") },
    { cmd: "load.off.delay", sent: order("SET.OFFDLY.W=20") },
    { cmd: "load.on.delay", sent: order("SET.SRTDLY.W=1") },
    { cmd: "shutdown.return", sent: order("SET.ATOSRT.W=1", "SET.OFFDLY.W=20") },
    { cmd: "shutdown.stayoff", sent: order("SET.ATOSRT.W=0", "SET.OFFDLY.W=20") },
    { cmd: "shutdown.stop", sent: order("SET.OFFSTP.W=1") },
    { cmd: "reset.input.minmax", sent: order("SET.RSTINP.W=1") },
    { cmd: "test.battery.start.quick", sent: order("TST.BATQCK.W=1") },
    { cmd: "test.battery.start.deep", sent: order("TST.BATDEP.W=1") },
    { cmd: "test.failure.stop", sent: order("TST.ABORT.W=1") },
    { cmd: "test.panel.start", sent: order("TST.DISP.W=30") },
    {
      cmd: "shutdown.stop",
      set: (unit) => {
        const { OFFSTP, ...rest } = unit.groups.SET ?? {};
        unit.groups = { ...unit.groups, SET: rest };
      },
      sent: order("SET.OFFSTP.W=1"),
      outcome: "failed",
    },
  ],
  changes: [
    { name: "battery.date", value: "202601", sent: order("SYS.BATDTE.W=202601") },
    { name: "battery.date", value: "2026-01", sent: order("SYS.BATDTE.W=202601") },
    { name: "battery.date", value: "January", sent: "", outcome: "invalid" },
    { name: "ups.start.auto", value: "no", sent: order("SET.ATOSRT.W=0") },
    { name: "ups.delay.shutdown", value: "90", sent: "" },
  ],
  killpower: order("SET.OFFDLY.W=20"),
  peer: {
    packaged: false,
    needed: "device.uptime",
    // There the timers are left out at 0, mains are not told beside a raised output, and dates are no dates.
    differs: [/^SETINFO (ups\.timer|(battery|ups\.mfr)\.date|ups\.status "(OL )?BOOST)/],
    orders: [
      "beeper.mute",
      "load.off",
      "load.off.delay",
      "load.on.delay",
      "shutdown.return",
      "shutdown.stayoff",
      "shutdown.stop",
      "reset.input.minmax",
      "test.battery.start.quick",
      "test.panel.start",
    ],
  },
});
