/** Voltages at which these UPSes act, by the setting that their front panel shows. */
import type { Reader } from "../../../kit/codecs.ts";
import type { Slice } from "../../protocol.ts";
import { by, leadingNumber } from "../../readers.ts";

type Setting = readonly [low: number, boost: number, nominal: number, trim: number, high: number];

const COLUMNS = { low: 0, boost: 1, nominal: 2, trim: 3, high: 4 } as const;

/** Models for 110 to 128 V: settings 0 to 9. */
const US: readonly Setting[] = [
  [96, 109, 120, 130, 146],
  [96, 109, 120, 138, 156],
  [90, 104, 120, 130, 146],
  [90, 104, 120, 138, 156],
  [90, 104, 110, 120, 130],
  [90, 104, 110, 130, 146],
  [90, 96, 110, 120, 130],
  [90, 96, 110, 130, 146],
  [96, 109, 128, 146, 156],
  [90, 104, 128, 146, 156],
];

/** Models for 208 to 240 V: settings 0 to 9. */
const EUROPE: readonly Setting[] = [
  [200, 222, 240, 250, 284],
  [200, 222, 240, 264, 290],
  [188, 210, 240, 250, 284],
  [188, 210, 240, 264, 290],
  [188, 210, 230, 244, 270],
  [188, 210, 230, 250, 284],
  [180, 200, 230, 244, 270],
  [180, 200, 230, 250, 284],
  [165, 188, 208, 222, 244],
  [165, 188, 208, 244, 270],
];

/** One voltage of the setting; the nominal voltage tells the kind of model. */
export const voltageSetting = (column: keyof typeof COLUMNS): Reader<Slice> =>
  by((slice) => {
    const nominal = slice.known("input.voltage.nominal") ?? slice.known("output.voltage.nominal");
    if (nominal === undefined || !/^\d$/.test(slice.text)) return undefined;
    const settings = leadingNumber(nominal) > 160 ? EUROPE : US;
    const volts = settings[Number(slice.text)]?.[COLUMNS[column]];
    return volts === undefined ? undefined : String(volts);
  });
