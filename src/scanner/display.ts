import { type FoundOption, optionOf, type ScannedDevice, sectionName } from "./found.ts";

/** A value inside quotes: what would end them is escaped, so that a device's name cannot write lines of its own. */
const quoted = (value: string): string => `"${value.replace(/[\\"#]/g, "\\$&").replace(/[\x00-\x1f\x7f]/g, "?")}"`;

function optionLine({ name, value, comment }: FoundOption): string {
  const tag = comment === undefined ? "" : comment === "" ? "# " : `###${comment}### `;
  return `\t${tag}${name} = ${quoted(value)}\n`;
}

export function section(found: ScannedDevice, name: string): string {
  const { driver, alternatives, port, options, note } = found;
  const others = alternatives === undefined ? "" : `\t# alternately: ${alternatives}`;
  const remark = note === undefined ? "" : `\t# ${note}\n`;
  return `[${name}]\n${remark}\tdriver = ${quoted(driver)}${others}\n\tport = ${quoted(port)}\n${options.map(optionLine).join("")}`;
}

export const upsConf = (all: readonly ScannedDevice[]): string =>
  all.map((found, i) => section(found, sectionName(found, i))).join("");

export const parsable = (all: readonly ScannedDevice[]): string =>
  all
    .map(({ kind, driver, port, options }) => {
      const matching = options.filter(({ comment }) => comment === undefined);
      const rest = matching.map(({ name, value }) => `,${name}=${quoted(value)}`).join("");
      return `${kind}:driver=${quoted(driver)},port=${quoted(port)}${rest}\n`;
    })
    .join("");

export const json = (all: readonly ScannedDevice[]): string =>
  `${JSON.stringify(
    all.map((found, i) => ({
      name: sectionName(found, i),
      driver: found.driver,
      port: found.port,
      ...(found.note === undefined ? {} : { note: found.note }),
      ...Object.fromEntries(
        found.options.filter(({ comment }) => comment === undefined).map(({ name, value }) => [name, value]),
      ),
    })),
    undefined,
    2,
  )}\n`;

/** Warnings about serial numbers that cannot tell devices apart. */
export function sanityCheck(all: readonly ScannedDevice[]): string {
  const bySerial = new Map<string, string[]>();
  all.forEach((found, i) => {
    const serial = optionOf(found, "serial");
    if (serial !== undefined) bySerial.set(serial, [...(bySerial.get(serial) ?? []), sectionName(found, i)]);
  });
  return [...bySerial]
    .map(([serial, names]) =>
      warnings(serial, names)
        .map((line) => `\n# WARNING: ${line}\n`)
        .join(""),
    )
    .join("");
}

function warnings(serial: string, names: readonly string[]): readonly string[] {
  const where = names.join(",");
  const first = serial.charAt(0);
  const same = serial.length > 0 && [...serial].every((character) => character === first);
  return [
    ...(same
      ? [`the serial of ${where} is nothing but ${serial.length} times '${first}': it tells no device from another`]
      : []),
    ...(names.length > 1
      ? [`several devices say that their serial is ${quoted(serial)}: ${where}; tell them apart by busport`]
      : []),
  ];
}
