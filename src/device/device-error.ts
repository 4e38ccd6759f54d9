/**
 * Why a device could not be opened or read.
 *  - `lost`: the link is gone; close, find and open the device again.
 *  - `stale`: it is there but gives no data; the link stays.
 *  - `absent`, `denied`, `busy`: at open only; the text says which node, who holds it, what to do.
 *  - `configuration`: trying again will not help.
 */
export type DeviceFault = "lost" | "stale" | "absent" | "denied" | "busy" | "configuration";

export class DeviceError extends Error {
  readonly fault: DeviceFault;

  constructor(fault: DeviceFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DeviceError";
    this.fault = fault;
  }
}
