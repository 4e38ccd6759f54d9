/**
 * The devices that are known to work with a driver, by driver and maker. A line is a series and its sizes:
 *
 *     "Evolution: 650, 850"       Evolution 650 and Evolution 850
 *     "SMART~: 550USB, 750SLT"    SMART550USB and SMART750SLT: the tilde joins
 *     "Matrix-UPS"                one model
 *     "any"                       whatever the maker sells, as far as it speaks the driver's protocol
 *
 * Who works with what was found out over twenty years by the users of Network UPS Tools; the list follows what its
 * release 2.8.5 knows, and what was reported since (August 2026).
 */

export type DeviceLink = "USB" | "serial" | "network" | "other";

export interface DeviceGroup {
  /** As ups.conf names it; some are drivers of the C project only. */
  readonly driver: string;
  /** Another driver that does as well. */
  readonly or?: string;
  readonly link: DeviceLink;
  /** Holds for every model of the group: the cable, the card, the options it needs. */
  readonly note?: string;
  readonly makers: Readonly<Record<string, readonly string[]>>;
}

export interface DeviceModel {
  readonly maker: string;
  readonly model: string;
}

/** The models of one line. */
export function modelsOf(line: string): readonly string[] {
  const at = line.indexOf(": ");
  if (at < 0) return [line];
  const series = line.slice(0, at);
  const head = series.endsWith("~") ? series.slice(0, -1) : `${series} `;
  return line
    .slice(at + 2)
    .split(", ")
    .map((size) => head + size);
}

export const expand = ({ makers }: DeviceGroup): readonly DeviceModel[] =>
  Object.entries(makers).flatMap(([maker, lines]) => lines.flatMap(modelsOf).map((model) => ({ maker, model })));
