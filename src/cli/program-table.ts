/** What a program says of itself: its command line, for getopt, help, oclif and the tests of the manual pages. */
import type { OptionTable } from "./options.ts";

export interface ProgramTable extends OptionTable {
  readonly name: string;
  readonly summary: string;
  readonly examples?: readonly string[];
  /** After an option that it does not know, the program prints its help and ends well (upsc, upscmd, upsrw). */
  readonly forgiving?: boolean;
  /** Exit status after a wrong command line, where it is not 1. */
  readonly usageExit?: number;
  /** How `-h` and `-V` are answered; absent where the program does that itself. */
  readonly about?: About;
}

export interface About {
  /** Which is answered when both are given. */
  readonly ofBoth: "help" | "version" | "both";
  /** Whether the help begins with the banner. */
  readonly bannerInHelp: boolean;
  /** An option that prints the help as well. */
  readonly alsoHelp?: string;
  /** With `-D`, what standard error is told beside the help, before it or after it. */
  readonly builtWith?: { readonly text: string; readonly at: "before" | "after" };
}

/** As the C clients do. */
export const VERSION_FIRST: About = { ofBoth: "version", bannerInHelp: true };
/** As the C daemons do. */
export const HELP_FIRST: About = { ofBoth: "help", bannerInHelp: true };
/** As nut-scanner does. */
export const BARE_HELP_FIRST: About = { ofBoth: "help", bannerInHelp: false };
/** As upssched does, and what is ours. */
export const BOTH: About = { ofBoth: "both", bannerInHelp: false };
