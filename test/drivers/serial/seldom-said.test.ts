/** What devices of serial families say seldom: orders that are refused, fields that are odd, figures on a half. */
import { expect, it } from "@jest/globals";
import { type FamilyBench, openBench, shownBy } from "../../sim/bench/family-bench.ts";
import type { Unit } from "../../sim/devices/played-line.ts";
import { BCMXCP_ONE } from "../../sim/families/bcmxcp.ts";
import { GAMATRONIC } from "../../sim/families/gamatronic.ts";
import { METASYS } from "../../sim/families/metasys.ts";
import { MICRODOWELL } from "../../sim/families/microdowell.ts";
import { NHS_SER } from "../../sim/families/nhs-ser.ts";
import { HashUnit, NUTDRV_HASHX } from "../../sim/families/nutdrv-hashx.ts";
import { ONEAC_OZ } from "../../sim/families/oneac.ts";
import { OPTIUPS_420E, OptiUnit } from "../../sim/families/optiups.ts";
import { POWERCOM_TRUST } from "../../sim/families/powercom.ts";
import { PanelText, POWERPANEL_TEXT } from "../../sim/families/powerpanel.ts";
import { RIELLO_GPSER } from "../../sim/families/riello-ser.ts";
import { sentText } from "../../sim/families/text-unit.ts";
import { CodeUnit, UPSCODE2 } from "../../sim/families/upscode2.ts";

type Case = Pick<typeof METASYS, "load" | "unit" | "options">;
/** Other bytes for what the unit says; undefined keeps it from saying them. */
type Otherwise = (bytes: Uint8Array) => Uint8Array | undefined;

const saying = (family: Case, otherwise: Otherwise): Case => ({
  ...family,
  unit: (say, clock) =>
    family.unit((bytes, afterMs) => {
      const other = otherwise(bytes);
      if (other) say(other, afterMs);
    }, clock),
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0);
const shown = async ({ driver, run }: FamilyBench) => shownBy(await run(driver.poll("full")));

async function varsOf(family: Case, set?: (unit: Unit) => void): Promise<Readonly<Record<string, string>>> {
  return (await shown(await openBench(family, set))).vars;
}

it("nhs_ser rounds a half up", async () => {
  const warmer: Otherwise = (bytes) => {
    if (bytes.length !== 21) return bytes;
    const other = Uint8Array.from(bytes);
    other.set([24, 5], 14);
    other[19] = sumOf(other.subarray(1, 19));
    return other;
  };
  const options = { ...NHS_SER.options, vin_low_warn_perc: "2.3" };
  const vars = await varsOf(saying({ ...NHS_SER, options }, warmer));
  expect(vars["battery.temperature"]).toBe("25");
  expect(vars["input.voltage.low.warning"]).toBe("189.26");
});

it("metasys goes off at the end of a shutdown, too, where it does not say that it will start again", async () => {
  const bench = await openBench(saying(METASYS, (bytes) => (bytes[2] === 0x0c ? undefined : bytes)));
  bench.sent();
  expect(await bench.run(bench.driver.killpower())).toBe("handled");
  expect(bench.sent()).toMatch(/0a0a9600000001000000ab$/);
});

it("nutdrv_hashx bears a value that is none, and takes none from a refusal", async () => {
  const refusing: Otherwise = (bytes) => (textOf(bytes).startsWith("#1200,0720") ? Buffer.from("#-3\r") : bytes);
  const low = (unit: Unit): void => {
    if (unit instanceof HashUnit) Object.assign(unit, { values: "I000.0O237.0L007B 03V21.0F--.-H50.0R---" });
    if (unit instanceof HashUnit) unit.state = [0xc0, 0x83, 0x8c, 0x80, 0xa0, 0xc0];
  };
  const { status, vars } = await shown(await openBench(saying(NUTDRV_HASHX, refusing), low));
  expect(status).toBe("OB LB");
  expect([vars["battery.charge"], vars["battery.runtime"], vars["ups.power.nominal"]]).toEqual([
    "3",
    undefined,
    undefined,
  ]);
});

it("riello ends a shutdown after the delay that a client has set, and shows no rating that is not told", async () => {
  const unrated: Otherwise = (bytes) => {
    if (textOf(bytes).slice(3, 5) !== "GN") return bytes;
    const head = [0x22, 0x20, 0x15];
    const check = head.reduce((sum, byte) => sum + byte, 0);
    return Uint8Array.of(2, ...head, ...[12, 8, 4, 0].map((shift) => 0x30 + ((check >> shift) & 15)), 3);
  };
  const bench = await openBench(saying(RIELLO_GPSER, unrated));
  expect(await bench.run(bench.driver.setvar("ups.delay.shutdown", "30"))).toBe("handled");
  const { vars } = await shown(bench);
  expect([vars["ups.power.nominal"], vars["battery.voltage.nominal"]]).toEqual([undefined, "12.0"]);
  bench.sent();
  await bench.run(bench.driver.killpower());
  expect(textOf(Buffer.from(bench.sent(), "hex"))).toContain("CS04001>");
});

it("riello checks by CRC where the UPS says anything but 0", async () => {
  const vars = await varsOf(
    saying(
      { ...RIELLO_GPSER, unit: (say) => Object.assign(RIELLO_GPSER.unit(say, undefined as never), { crc: true }) },
      (bytes) => {
        if (textOf(bytes).slice(3, 5) !== "GI") return bytes;
        const other = Uint8Array.from(bytes);
        other[55] = 0x32;
        const check = other.subarray(1, -5).reduce((sum, byte) => (sum + byte) & 0xffff, 0);
        other.set(
          [12, 8, 4, 0].map((shift) => 0x30 + ((check >> shift) & 15)),
          other.length - 5,
        );
        return other;
      },
    ),
  );
  expect(vars["ups.model"]).toBe("Sentinel Dual");
});

it("bcmxcp counts frames by three bits, and takes any block as the answer to a bypass", async () => {
  const marked: Otherwise = (bytes) => {
    const other = Uint8Array.from(bytes);
    other[3] = (other[3] ?? 0) | 0x40;
    other[other.length - 1] = -sumOf(other.subarray(0, -1)) & 0xff;
    return other;
  };
  expect((await varsOf(saying(BCMXCP_ONE, marked)))["ups.mfr"]).toBe("Eaton");
});

it("microdowell sends no delay that is longer than its bytes hold", async () => {
  const bench = await openBench(MICRODOWELL);
  await bench.run(bench.driver.setvar("ups.delay.shutdown", "99999"));
  bench.sent();
  await bench.run(bench.driver.instcmd("shutdown.stayoff"));
  expect(bench.sent()).toContain("5b0840ff017fff000000");
});

it("powercom takes numbers with an exponent", async () => {
  const options = { type: "Trust", frequency: "{2.0997e-4, 2.0928E-4}" };
  expect((await varsOf({ ...POWERCOM_TRUST, options }))["input.frequency"]).toBe(
    (await varsOf(POWERCOM_TRUST))["input.frequency"],
  );
});

it("optiups reads a number up to what is none, as behind blanks", async () => {
  const odd = (unit: Unit): void => {
    if (unit instanceof OptiUnit) unit.answers = { ...unit.answers, NV: " 0118", BT: "+29C" };
  };
  const vars = await varsOf(OPTIUPS_420E, odd);
  expect([vars["input.voltage"], vars["ups.temperature"]]).toEqual(["118", "29"]);
});

it("gamatronic goes off where it cannot be told to start again", async () => {
  const bench = await openBench(GAMATRONIC);
  let orders = 0;
  bench.device.spoil = (bytes) => (textOf(bytes) === "^1\r" && ++orders < 3 ? Buffer.from("^0\r") : bytes);
  bench.sent();
  expect(await bench.run(bench.driver.killpower())).toBe("handled");
  expect(bench.sent()).toContain(sentText("^S004PSD5"));
});

it("oneac knows the limits of firmware that does not tell them", async () => {
  const older: Otherwise = (bytes) => (textOf(bytes) === "090,140,20\r\n" ? Buffer.from("*\r\n") : bytes);
  const vars = await varsOf(saying(ONEAC_OZ, older));
  const ends = ["low.min", "low.max", "high.min", "high.max"].map((end) => vars[`input.transfer.${end}`]);
  expect(ends).toEqual(["90", "120", "110", "140"]);
});

it("oneac takes no answer that comes too late for that to the next question", async () => {
  let times = 0;
  const lateBy = (text: string): number => {
    if (text === "132\r\n") return 1200;
    return text === "104\r\n" ? (times++ === 0 ? 1600 : 1000) : 0;
  };
  const family: Case = {
    ...ONEAC_OZ,
    unit: (say, clock) => ONEAC_OZ.unit((bytes) => say(bytes, lateBy(textOf(bytes))), clock),
  };
  const vars = await varsOf(family);
  expect([vars["input.transfer.low"], vars["input.transfer.high"]]).toEqual(["104", "132"]);
});

it("upscode2 estimates the runtime by the load as it is, not as it is shown", async () => {
  const busy = (unit: Unit): void => {
    if (unit instanceof CodeUnit) unit.meters = { ...unit.meters, MOIL1: "2.18", MOPL1: "0.10" };
  };
  // 2.18 of 6.5 A are 33.5385 %; 33.5 % would be 877 s.
  expect((await varsOf(UPSCODE2, busy))["battery.runtime"]).toBe("876");
});

it("powerpanel bears an odd value, cuts figures off, and sees a battery of 24 V when its voltage falls", async () => {
  const bench = await openBench(POWERPANEL_TEXT, (unit) => {
    if (unit instanceof PanelText) unit.values = "I118.0O119.0L029B100V28.3T---F060.0H60.1R0218";
  });
  const before = await shown(bench);
  expect([before.vars["battery.voltage.nominal"], before.vars["ups.temperature"]]).toEqual(["12.0", undefined]);
  if (bench.device.unit instanceof PanelText) bench.device.unit.values = "I118.0O119.0L029.7B099V25.1T027F060.0R0218";
  const after = await shown(bench);
  expect([after.vars["battery.voltage.nominal"], after.vars["ups.load"]]).toEqual(["24.0", "29"]);
});

it("powerpanel that takes no Z goes off after offdelay all the same, and not at all where it does not tell its state", async () => {
  const refusing =
    (mute: boolean): Otherwise =>
    (bytes) => {
      if (textOf(bytes) === "#0\r") return Buffer.from("#2\r");
      return mute && textOf(bytes).startsWith("#I") ? undefined : bytes;
    };
  const family = { ...POWERPANEL_TEXT, options: { ...POWERPANEL_TEXT.options, offdelay: "120" } };
  const bench = await openBench(saying(family, refusing(false)));
  bench.sent();
  await bench.run(bench.driver.killpower());
  expect(bench.sent()).toMatch(new RegExp(`${sentText("S02R0001\r")}$`));
  bench.device.spoil = (bytes) => refusing(true)(bytes) ?? new Uint8Array();
  expect(await bench.run(bench.driver.killpower())).toBe("failed");
  expect(bench.sent()).not.toContain(sentText("S02"));
});
