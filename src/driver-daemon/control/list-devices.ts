/** `nutts driver devices [WORDS]`: which driver is for which device. */
import { type OptionTable, parseCommandLine, usage } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import { type DeviceSearch, findDevices } from "../../drivers/catalogue/find-devices.ts";
import { type ListedDevice, listKnownDevices } from "../../drivers/catalogue/listing.ts";
import { ERRORS } from "../../nut/errors.ts";

export const DEVICES: OptionTable = {
  operands: "[<word>...]",
  options: [
    { long: "json", help: "print JSON" },
    { short: "h", long: "help", help: "print this help" },
  ],
};

const NOT_YET = "not by nutts yet: run the C project's driver beside our upsd";

const noteOf = ({ drivers, link, note, driven }: ListedDevice): string =>
  [
    link === "other" ? undefined : link,
    note,
    drivers.length > 1 ? `or ${drivers.slice(1).join(", ")}` : undefined,
    driven ? undefined : NOT_YET,
  ]
    .filter((part) => part !== undefined)
    .join("; ");

function columns(found: readonly ListedDevice[]): string {
  const rows = found.map((device) => [device.maker, device.model, device.drivers[0] ?? "", noteOf(device)] as const);
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  const widths = [width(0), width(1), width(2)] as const;
  return rows
    .map(([maker, model, driver, note]) =>
      `${maker.padEnd(widths[0])}  ${model.padEnd(widths[1])}  ${driver.padEnd(widths[2])}  ${note}`.trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

const jsonOf = (found: readonly ListedDevice[]): string =>
  `${JSON.stringify(
    found.map(({ maker, model, drivers, link, note, driven }) => ({ maker, model, drivers, link, note, driven })),
    undefined,
    2,
  )}\n`;

function advice({ unknown }: DeviceSearch, words: readonly string[]): string {
  const lines = unknown.map(
    ([word, near]) => `no device has "${word}"${near === undefined ? "" : `: did you mean ${near}?`}`,
  );
  if (lines.length === 0) lines.push(`no device has all of: ${words.join(", ")}. Leave out a word.`);
  lines.push("A device that is not listed may work all the same: nutts scanner looks at what is plugged in.");
  return lines.map((line) => `${line}\n`).join("");
}

/** Status 1 when nothing is found in `known`. */
export function runDevices(argv: readonly string[], io: Io, known = listKnownDevices()): number {
  const parsed = parseCommandLine(DEVICES, argv);
  if (parsed.kind === "error") {
    io.err(`driver devices: ${parsed.text}\n${usage("nutts driver devices", DEVICES)}`);
    return ERRORS.usage.exit;
  }
  const { line } = parsed;
  if (line.has("h")) {
    io.out(usage("nutts driver devices", DEVICES));
    return 0;
  }
  const json = line.has("json") || line.operands.includes("--json");
  const words = line.operands.filter((word) => word !== "--json");
  const search = findDevices(known, words);
  if (json) io.out(jsonOf(search.found));
  else if (search.found.length > 0) io.out(columns(search.found));
  if (search.found.length > 0) return 0;
  io.err(advice(search, words));
  return 1;
}
