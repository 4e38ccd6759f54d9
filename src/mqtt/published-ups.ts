/** A UPS as it is published: what of it may leave, and under which names. */
import type { UpsSnapshot } from "../mirror/snapshot.ts";

/** Home Assistant takes no state that is longer. */
const LONGEST = 255;
const MOST = 1000;
/** A name goes into templates and topics: one with anything else in it is not published. */
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
const PLAIN_DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/;

export interface PublishedUps {
  /** In topics and ids: letters, digits, _ and -. */
  readonly id: string;
  /** What people read. */
  readonly name: string;
  readonly snapshot: UpsSnapshot;
  /** Used since it was first seen, in kWh; undefined where nothing tells the power. */
  readonly energyKwh: number | undefined;
  readonly energyEstimated: boolean;
  /** Commands and settings are offered. */
  readonly control: boolean;
}

export const slug = (text: string): string => text.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 60) || "_";

/** `desc` of ups.conf; servers say in several ways that there is none. */
export const nameOf = (ups: string, { description }: UpsSnapshot): string =>
  description && !/unavailable$/i.test(description) ? description.slice(0, 100) : ups;

export const variablesOf = ({ snapshot }: PublishedUps): readonly (readonly [string, string])[] =>
  [...snapshot.values]
    .filter(([name]) => SAFE_NAME.test(name))
    .slice(0, MOST)
    .map(([name, value]) => [name, value.slice(0, LONGEST)] as const);

export const isPlainDecimal = (text: string): boolean => PLAIN_DECIMAL.test(text);

const firstOf = (values: ReadonlyMap<string, string>, ...names: readonly string[]): string | undefined =>
  names.map((name) => values.get(name)?.slice(0, LONGEST)).find((value) => value !== undefined && value !== "");

export interface Identity {
  readonly serial: string | undefined;
  readonly manufacturer: string | undefined;
  readonly model: string | undefined;
  readonly firmware: string | undefined;
}

/** As Home Assistant's own integration finds them: a serial of zeros is none. */
export function identityOf({ snapshot: { values } }: PublishedUps): Identity {
  const serial = firstOf(values, "device.serial", "ups.serial")?.trim();
  const none = serial === undefined || /^(unknown|blank|0+|)$/i.test(serial);
  return {
    serial: none ? undefined : serial,
    manufacturer: firstOf(values, "device.mfr", "ups.mfr", "ups.vendorid", "driver.version.data"),
    model: firstOf(values, "device.model", "ups.model", "ups.productid"),
    firmware: firstOf(values, "ups.firmware", "ups.firmware.aux"),
  };
}

/** The same for as long as the device has its serial, else its name. */
export const stableId = (ups: PublishedUps): string => `nutts_${slug(identityOf(ups).serial ?? ups.id)}`;
