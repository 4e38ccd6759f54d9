/** Input lines of a GPIO chip. */

export interface GpioLines {
  /** True for each line that is high, in the order in which they were asked for. Throws DeviceError `stale`. */
  read(): Promise<readonly boolean[]>;
}

export interface GpioOpener {
  /** A chip (`gpiochip0`) and offsets of its lines, at most 64. Throws DeviceError `absent`, `configuration`. */
  open(chip: string, lines: readonly number[]): Promise<GpioLines>;
}
