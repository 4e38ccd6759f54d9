/** The tables hold together. */
import { describe, expect, it } from "@jest/globals";
import { isContested, nameOf, valuesOf } from "../../../../src/drivers/serial/apcsmart/rows.ts";
import { COMMANDS, OLDER_COMMANDS } from "../../../../src/drivers/serial/apcsmart/tables/commands.ts";
import { knownFirmware } from "../../../../src/drivers/serial/apcsmart/tables/firmware.ts";
import {
  OLDER_VARIABLES,
  OUTPUT_FREQUENCY,
  TWO_BYTE_VARIABLES,
  VARIABLES,
} from "../../../../src/drivers/serial/apcsmart/tables/variables.ts";

const FIRMWARE =
  "0XI 0XM 0ZI 5UI 5ZM 6QD 6QI 6TD 6TI 7QD 7QI 7TD 7TI 6JI 7II 9II 9GI 8II 8GI 8QD 8QI 8TD 8TI 5.4.D FC d9".split(" ");

/** Characters that are neither variable nor command here: status, mode, settings without a NUT name. */
const NEITHER = "78QRYZawzd-\\\x16";

describe("the variables", () => {
  it("share a question or a name only where an answer's shape, or order, decides", () => {
    const contested = VARIABLES.filter((row) => isContested(row, VARIABLES)).map((row) => `${row.ask} ${nameOf(row)}`);
    expect(contested).toEqual(["T ambient.0.temperature", "T device.uptime", "b ups.firmware", "V ups.firmware"]);
    expect(OLDER_VARIABLES.filter((row) => isContested(row, OLDER_VARIABLES))).toEqual([]);
  });

  it("are asked with one byte, or two where the command set says so", () => {
    for (const { ask } of [...VARIABLES, ...OLDER_VARIABLES, OUTPUT_FREQUENCY]) expect(ask).toHaveLength(1);
    for (const { ask } of TWO_BYTE_VARIABLES) expect(ask).toHaveLength(2);
  });

  it("are numbered from 1 where several sensors answer, four at most", () => {
    const humidity = VARIABLES.find(({ ask }) => ask === "H");
    expect(humidity && valuesOf(humidity, "45.0,,50.0")).toEqual([
      ["ambient.1.humidity", "45.0"],
      ["ambient.2.humidity", "N/A"],
      ["ambient.3.humidity", "50.0"],
    ]);
    expect(humidity && valuesOf(humidity, "1,2,3,4,5")).toHaveLength(4);
  });
});

describe("the commands", () => {
  it("are no questions", () => {
    const questions = new Set([...VARIABLES, ...OLDER_VARIABLES].map(({ ask }) => ask));
    expect(OLDER_COMMANDS.filter(({ key }) => questions.has(key))).toEqual([]);
  });

  it("that take the power, and only those, want to be repeated", () => {
    expect([...new Set(COMMANDS.filter(({ repeated }) => repeated).map(({ cmd }) => cmd))]).toEqual([
      "shutdown.return",
      "shutdown.stayoff",
      "load.off",
    ]);
  });
});

describe("the firmware", () => {
  it.each(FIRMWARE)("%s is known, with characters that mean something", (firmware) => {
    const { knows = "", model } = knownFirmware(firmware) ?? {};
    expect(model).toBe(/^[05]/.test(firmware) ? "Matrix-UPS" : "Smart-UPS");
    const meant = new Set([...VARIABLES.map(({ ask }) => ask), ...COMMANDS.map(({ key }) => key), ...NEITHER]);
    expect([...knows].filter((character) => !meant.has(character))).toEqual([]);
    expect(new Set(knows).size).toBe(knows.length);
  });

  it.each(["", "NA", "FWI", "6TDX", "FCC"])("%j is not known", (firmware) => {
    expect(knownFirmware(firmware)).toBeUndefined();
  });
});
