/** Another program that talks to a device for us. */
export interface ProgramOpener {
  /** What it prints. Throws DeviceError: `absent` where there is no such program, `stale` where it fails, with what it says. */
  run(program: string, args: readonly string[]): Promise<string>;
}
