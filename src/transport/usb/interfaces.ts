import type { Endpoint } from "./link.ts";

export interface Interface {
  readonly interfaceNumber: number;
  readonly alternate: {
    readonly interfaceClass: number;
    readonly endpoints: readonly {
      readonly direction: string;
      readonly type: string;
      readonly endpointNumber: number;
      readonly packetSize: number;
    }[];
  };
}

export const HID_CLASS = 3;

export const isHid = ({ alternate }: Interface): boolean => alternate.interfaceClass === HID_CLASS;

/** The one that is wanted, where there is one of that number; else the first of the HID class. */
export function hidInterface(all: readonly Interface[], wanted: number | undefined): number {
  const given = all.find(({ interfaceNumber }) => interfaceNumber === wanted);
  return (given ?? all.find(isHid))?.interfaceNumber ?? wanted ?? 0;
}

/** The interrupt endpoint that is wanted, else the first of the interface. */
export function interruptEndpoint(
  all: readonly Interface[],
  number: number,
  wanted: number | undefined,
): Endpoint | undefined {
  const endpoints = all
    .find(({ interfaceNumber }) => interfaceNumber === number)
    ?.alternate.endpoints.filter(({ direction, type }) => direction === "in" && type === "interrupt")
    .map(({ endpointNumber, packetSize }) => ({ number: endpointNumber, packet: packetSize }));
  return endpoints?.find((endpoint) => endpoint.number === wanted) ?? endpoints?.[0];
}
