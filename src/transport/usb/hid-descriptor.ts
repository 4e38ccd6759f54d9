/** Where a device states how long its report descriptor is (HID 1.11, section 6.2.1; USB 2.0, section 9.6). */

const INTERFACE = 0x04;
const HID = 0x21;
const REPORT = 0x22;

/** Length of the report descriptor in a HID descriptor. */
export function statedLength(hid: Uint8Array): number | undefined {
  if (hid.length < 9) return undefined;
  for (let at = 6; at + 2 < hid.length; at += 3)
    if (hid[at] === REPORT) return (hid[at + 1] ?? 0) + (hid[at + 2] ?? 0) * 0x100;
  return (hid[7] ?? 0) + (hid[8] ?? 0) * 0x100;
}

/** The HID descriptor of an interface inside a configuration descriptor. */
export function hidDescriptorIn(configuration: Uint8Array, number: number): Uint8Array | undefined {
  let inside = false;
  for (let at = 0; at + 2 <= configuration.length; ) {
    const length = configuration[at] ?? 0;
    const type = configuration[at + 1];
    if (length < 2) return undefined;
    if (type === INTERFACE) inside = configuration[at + 2] === number && configuration[at + 3] === 0;
    if (type === HID && inside) return configuration.subarray(at, at + length);
    at += length;
  }
  return undefined;
}
