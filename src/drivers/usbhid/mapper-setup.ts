/** What a mapper is made for: a device, the table it is read with, and the settings. */
import type { ReportDescriptor } from "./report/report-descriptor.ts";
import type { Quirks, Subdriver, UsbFacts } from "./subdriver.ts";

export interface MapperSetup {
  readonly subdriver: Subdriver;
  readonly descriptor: ReportDescriptor;
  readonly device: UsbFacts;
  readonly quirks: Quirks;
  /** An option of ups.conf; flags are "". */
  readonly option: (name: string) => string | undefined;
  /** A variable that the user set over or under the driver's (`override.*`, `default.*`). */
  readonly configured?: (name: string) => string | undefined;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}
