/** Other programs that talk to a device for us. */

export interface ProgramUse {
  /** Its standard input. */
  readonly input?: string;
  /** Milliseconds until it is killed (10,000). */
  readonly timeoutMs?: number;
  /** Bytes of what it prints that are taken (65,536). */
  readonly maxOutput?: number;
  /** The package that has the program, for the message where there is no such program. */
  readonly package?: string;
}

export interface ProgramOpener {
  /**
   * What it prints. No shell looks at its arguments. Throws DeviceError: `absent` where there is no such program,
   * `stale` where it fails, with what it says.
   */
  run(program: string, args: readonly string[], use?: ProgramUse): Promise<string>;
}
