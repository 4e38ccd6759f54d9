/** Who the inverter is, its ratings and its defaults: read once. */
import { inWidths } from "../../in-columns.ts";
import type { QxReply } from "../../protocol.ts";
import { by, number, text, trimmed, word } from "../../readers.ts";
import { unsealCrc } from "../../voltronic-crc.ts";
import { sealed } from "./reply.ts";

// > QPI
// < (PI30
//   01234
export const PROTOCOL: QxReply = sealed({
  ask: "QPI\r",
  length: 6,
  rows: [
    {
      at: [1, 4],
      var: "device.firmware.aux",
      as: by((slice) => (/^PI30$/i.test(slice.text) ? "P30" : undefined)),
      poll: "once",
    },
  ],
});

/** Firmware versions look like hexadecimal floating point, and are shown as such. */
const version = by((slice) => `0X${slice.text}`);

// > QVFW                > QVFW2  (and QVFW3, QVFW4: chargers 1 to 3)
// < (VERFW:00074.50     < (VERFW2:00000.31
//   012345678901234       0123456789012345
//   0         1           0         1
const FIRMWARE: readonly QxReply[] = [
  sealed({
    ask: "QVFW\r",
    length: 16,
    rows: [
      { at: [7, 14], var: "device.firmware", as: version, poll: "once" },
      { at: [7, 14], var: "device.firmware.main", as: version, poll: "once" },
    ],
  }),
  ...([1, 2, 3] as const).map((charger) =>
    sealed({
      ask: `QVFW${charger + 1}\r`,
      length: 17,
      rows: [{ at: [8, 15], var: `device.firmware.scc${charger}`, as: version, poll: "once" }],
    }),
  ),
];

/** A serial number of zeros only is none. */
const SERIAL: QxReply = sealed({
  ask: "QID\r",
  length: 2,
  rows: [
    {
      at: [1],
      var: "device.serial",
      as: by((slice) => (/^0*$/.test(slice.text) ? undefined : slice.text)),
      poll: "once",
    },
  ],
});

// Capabilities, enabled behind E and disabled behind D; not shown, for their meaning differs between models.
//
// > QFLAG
// < (EakxyDbjuvz
const CAPABILITIES: QxReply = sealed({
  ask: "QFLAG\r",
  length: 4,
  rows: [{ at: [1], note: "capabilities", as: text, poll: "changed" }],
});

// The C driver does not know the battery type "User", nor the model with three trackers, that it has words for.
const BATTERY_TYPE = word({ "0": "AGM", "1": "Flooded", "2": "User" });
const MODEL_TYPE = word({
  "00": "Grid-tie",
  "01": "Off-grid",
  "10": "Hybrid",
  "11": "Off Grid with 2 Trackers",
  "20": "Off Grid with 3 Trackers",
});

/** Widths of the fields of QPIRI as we set them: firmware writes the charging currents with two digits or three. */
const RATING_WIDTHS = [5, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1, 3, 3, 1, 1, 1, 1, 2, 1] as const;

// > QPIRI
// < (230.0 21.7 230.0 50.0 21.7 5000 5000 48.0 46.0 42.0 56.4 54.0 0 30 060 0 0 2 9 01 0 1 54.0 0 1 000
//   set in its columns, and cut:
//   (230.0 21.7 230.0 50.0 21.7 5000 5000 48.0 46.0 42.0 56.4 54.0 0  30 060 0 0 2 9 01 0
//   01234567890123456789012345678901234567890123456789012345678901234567890123456789012345
//   0         1         2         3         4         5         6         7         8
const RATINGS: QxReply = {
  ...sealed({
    ask: "QPIRI\r",
    length: 86,
    rows: [
      { at: [1, 5], var: "input.voltage.nominal", as: number(1), poll: "once" },
      { at: [7, 10], var: "input.current.nominal", as: number(1), poll: "once" },
      { at: [12, 16], var: "output.voltage.nominal", as: number(1), poll: "once" },
      { at: [18, 21], var: "output.frequency.nominal", as: number(1), poll: "once" },
      { at: [23, 26], var: "output.current.nominal", as: number(1), poll: "once" },
      { at: [28, 31], var: "output.power.nominal", as: number(1), poll: "once" },
      { at: [33, 36], var: "output.realpower.nominal", as: number(1), poll: "once" },
      { at: [38, 41], var: "battery.voltage.nominal", as: number(1), poll: "once" },
      { at: [43, 46], var: "battery.voltage.recharge", as: number(1), poll: "once" },
      { at: [48, 51], var: "battery.voltage.under", as: number(1), poll: "once" },
      { at: [53, 56], var: "battery.voltage.bulk", as: number(1), poll: "once" },
      { at: [58, 61], var: "battery.voltage.float", as: number(1), poll: "once" },
      { at: [63, 63], var: "battery.type", as: BATTERY_TYPE, poll: "once" },
      { at: [65, 67], var: "battery.charging.current.ac.high", as: number(1), poll: "once" },
      { at: [69, 71], var: "battery.charging.current.high", as: number(1), poll: "once" },
      { at: [81, 82], var: "device.model.type", as: MODEL_TYPE, poll: "once" },
      {
        at: [84, 84],
        var: "device.description",
        as: word({ "0": "Transformerless", "1": "With transformer" }),
        poll: "once",
      },
    ],
  }),
  unseal: (answer) => {
    const text = unsealCrc(answer);
    return text === undefined ? undefined : inWidths(text, RATING_WIDTHS);
  },
};

// The power factor stands in percent; the C driver shows it so.
//
// > QMD
// < (#####INVERTEX5K ###5000 99 1/1 230 230 04 12.0
//   01234567890123456789012345678901234567890123456
//   0         1         2         3         4
const MODEL: QxReply = sealed({
  ask: "QMD\r",
  length: 48,
  rows: [
    { at: [1, 15], var: "device.model", as: trimmed, poll: "once" },
    { at: [25, 26], var: "output.powerfactor.nominal", as: number(2, 0.01), poll: "once" },
    { at: [28, 28], var: "input.phases", as: number(0), poll: "once" },
    { at: [30, 30], var: "output.phases", as: number(0), poll: "once" },
    { at: [40, 41], var: "battery.number", as: number(0), poll: "once" },
  ],
});

// > QDI
// < (230.0 50.0 0030 42.0 54.0 56.4 46.0 60 0 0 2 0 0 0 0 0 1 1 0 0 1 0 54.0 0 1 000
//   0123456789012345678901234567890123456789012345678901234567890123456789012345678901
//   0         1         2         3         4         5         6         7         8
const DEFAULTS: QxReply = sealed({
  ask: "QDI\r",
  length: 80,
  rows: [
    { at: [1, 5], var: "output.voltage.default", as: number(1), poll: "once" },
    { at: [7, 10], var: "output.frequency.default", as: number(1), poll: "once" },
    { at: [12, 15], var: "experimental.battery.charging.current.ac.high.default", as: number(1), poll: "once" },
    { at: [17, 20], var: "experimental.battery.voltage.under.default", as: number(1), poll: "once" },
    { at: [22, 25], var: "experimental.battery.voltage.float.default", as: number(1), poll: "once" },
    { at: [27, 30], var: "experimental.battery.voltage.bulk.default", as: number(1), poll: "once" },
    { at: [32, 35], var: "experimental.battery.voltage.recharge.default", as: number(1), poll: "once" },
    { at: [37, 38], var: "experimental.battery.charging.current.high.default", as: number(1), poll: "once" },
    { at: [46, 46], var: "experimental.battery.type.default", as: BATTERY_TYPE, poll: "once" },
  ],
});

export const IDENTITY: readonly QxReply[] = [...FIRMWARE, SERIAL, CAPABILITIES, RATINGS, MODEL, DEFAULTS];
