/**
 * Why a device could not be opened or read.
 *  - `lost`: the link is gone; close, find and open the device again.
 *  - `stale`: it is there but gives no data; the link stays.
 *  - `absent`, `denied`, `busy`: at open only; the text says which node, who holds it, what to do.
 *  - `configuration`: trying again will not help.
 */
export type DriverFault = "lost" | "stale" | "absent" | "denied" | "busy" | "configuration";

export class DriverError extends Error {
  readonly fault: DriverFault;

  constructor(fault: DriverFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DriverError";
    this.fault = fault;
  }
}
