export interface ProgramInput {
  /** Its standard input. */
  readonly input?: string;
  /** Milliseconds until it is killed (10,000). */
  readonly timeoutMs?: number;
}

/** Another program that talks to a device for us. */
export interface ProgramOpener {
  /** What it prints. Throws DeviceError: `absent` where there is no such program, `stale` where it fails, with what it says. */
  run(program: string, args: readonly string[], input?: ProgramInput): Promise<string>;
}
