/** A UPS that came with SafeNet: it takes only polls that are made as it wants them. */
import { type FamilyCase, family } from "../bench/family-bench.ts";
import { sentText, TextUnit } from "./text-unit.ts";

export class SafeUnit extends TextUnit {
  /** Numbers of the flags that are set, from 1. */
  flags: readonly number[] = [];
  #begun = false;

  answer(command: string): string {
    if (command === "ZCADLIOPERJD") this.#begun = true;
    if (command === "ZGWLEJFICOPR") this.flags = this.flags.filter((one) => one !== 9);
    const [, distance = ""] = /^Z([A-J])/.exec(command) ?? [];
    const isPoll = distance !== "" && command[distance.charCodeAt(0) - 65 + 2] === "L";
    const isOrder =
      /^Z(CADLIOPERJD|FSDERBTRFGY|AVLEJFICOPR|GWLEJFICOPR|ELWSABPMBEQ|BAS[A-J]{3}WLPGE|AF[A-J]{3}R[A-J]{4}O)$/.test(
        command,
      );
    if (!this.#begun || command.length !== 12 || !(isPoll || isOrder)) return "";
    return `$${Array.from({ length: 10 }, (_, at) => (this.flags.includes(at + 1) ? "B" : "A")).join("")}\r`;
  }
}

export const SAFENET: FamilyCase = family({
  driver: "safenet",
  load: async () => (await import("../../../src/drivers/serial/safenet/driver.ts")).SAFENET,
  options: { manufacturer: "Fairstone", modelname: "L525", offdelay: "45" },
  unit: (say) => new SafeUnit(say, "\r"),
  checked: false,
  scenes: [
    {
      name: "on mains",
      status: "OL",
      vars: {
        "ups.delay.shutdown": "45",
        "ups.delay.start": "60",
        "ups.mfr": "Fairstone",
        "ups.model": "L525",
        "ups.serial": "unknown",
      },
    },
    { name: "on battery", set: (unit) => Object.assign(unit, { flags: [1, 4] }), status: "OB OVER", vars: {} },
    { name: "nearly empty", set: (unit) => Object.assign(unit, { flags: [1, 3] }), status: "OB LB", vars: {} },
    {
      name: "after a test that it did not pass",
      set: (unit) => Object.assign(unit, { flags: [7, 8] }),
      status: "ALARM OL RB",
      alarm: "System selftest fail!",
      vars: {},
    },
  ],
  commands: [
    "beeper.enable",
    "beeper.mute",
    "beeper.off",
    "beeper.on",
    "beeper.toggle",
    "shutdown.reboot",
    "shutdown.return",
    "test.battery.start",
    "test.battery.stop",
    "test.failure.start",
    "test.failure.stop",
  ],
  orders: [
    { cmd: "test.battery.start", sent: sentText("ZAVLEJFICOPR\r") },
    { cmd: "test.failure.start", sent: sentText("ZFSDERBTRFGY\r") },
    { cmd: "test.battery.stop", sent: sentText("ZGWLEJFICOPR\r") },
    { cmd: "beeper.mute", sent: sentText("ZELWSABPMBEQ\r") },
    { cmd: "beeper.enable", sent: "" },
    { cmd: "beeper.enable", set: (unit) => Object.assign(unit, { flags: [6] }), sent: sentText("ZELWSABPMBEQ\r") },
    { cmd: "shutdown.return", sent: sentText("ZBASAEFWLPGE\r") },
    { cmd: "shutdown.reboot", sent: sentText("ZAFAEFRAAABO\r") },
  ],
  killpower: sentText("ZCADLIOPERJD\r", "ZAFAEFRAAABO\r"),
  // It looks at DSR before it says a word.
  peer: { packaged: false, why: "the C driver wants a line that a pseudo-terminal has not" },
});
