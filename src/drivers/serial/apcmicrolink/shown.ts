/** What is shown of a Microlink device on request, for whoever wants to know more of it. */
import type { Place } from "./descriptor.ts";
import { isKnown } from "./entries.ts";
import { DESCRIBES, HEADER, WANTS_PASSWORD } from "./page.ts";
import type { Microlink } from "./session.ts";
import type { Bytes } from "./values.ts";

type Shown = readonly (readonly [name: string, value: string])[];

const IMPLICIT_STUFFING = 1 << 1;
const FIRMWARE_UPDATE = 1 << 4;
const FLAGS = [
  ["auth_required", WANTS_PASSWORD],
  ["implicit_stuffing", IMPLICIT_STUFFING],
  ["descriptor_present", DESCRIBES],
  ["firmware_update_needed", FIRMWARE_UPDATE],
] as const;

const hex = (value: number, digits: number): string => `0x${value.toString(16).toUpperCase().padStart(digits, "0")}`;

export function internalsOf({ header, places, misses }: Microlink): Shown {
  const { flags } = header;
  const numbers = [
    ["version", header.version],
    ["series.id", header.series],
    ["series.data.version", header.seriesVersion],
    ["descriptor.version", header.descriptorVersion],
    ["descriptor.table_offset", HEADER],
    ["descriptor.data_offset", header.valuesAt],
    ["descriptor.ready", 1],
    ["descriptor.usages", places.size],
    ["page.width", header.width],
    ["page.count", header.count],
    ["timeouts", misses],
    ...FLAGS.map(([name, mask]) => [`flag.${name}`, (flags & mask) === 0 ? 0 : 1] as const),
  ] as const;
  return [
    ...numbers.map(([name, number]) => [`microlink.${name}`, String(number)] as const),
    ["microlink.flags", hex(flags, 2)],
    ["microlink.descriptor.pointer", hex(header.pointer, 4)],
    ["microlink.session", "ready"],
  ];
}

const PRINTABLE = /^[ -~]+$/;

function plain(bytes: Bytes, { at, size }: Place): string {
  const text = Buffer.from(bytes).toString("latin1");
  if (PRINTABLE.test(text)) return text.trimEnd();
  const digits = Buffer.from(bytes).toString("hex").toUpperCase();
  if (size === 2 || size === 4) return `0x${digits} @ ${at.toString(16).padStart(4, "0")}:${size}`;
  return digits.replace(/..(?=.)/g, "$& ");
}

export const unmappedOf = (device: Microlink): Shown =>
  [...device.places.values()].flatMap((place) => {
    const bytes = isKnown(place.path) ? undefined : device.at(place.path);
    return bytes ? [[`microlink.unmapped.${place.path}`, plain(bytes, place)] as const] : [];
  });
