/** Chips on an I2C bus, by SMBus transactions. */

export interface I2cBus {
  /** `/dev/i2c-1`. */
  readonly path: string;
  /** So many bytes (1 to 32) from a register on. All throw DeviceError `stale`, or `absent`, which says what is missing. */
  bytes(chip: number, register: number, count: number): Promise<Uint8Array>;
  /** A word, its lower byte first. */
  word(chip: number, register: number): Promise<number>;
  /** A block whose length (0 to 32) the chip tells. */
  block(chip: number, register: number): Promise<Uint8Array>;
  setWord(chip: number, register: number, value: number): Promise<void>;
}

export interface I2cOpener {
  /** `/dev/i2c-1`, or its number. Throws DeviceError `configuration`. */
  open(port: string): Promise<I2cBus>;
}
