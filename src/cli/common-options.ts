/** Options that several programs share, so that they are told the same way. */
import type { Option } from "./options.ts";

/** At the end of every short client's options. */
export const ABOUT: readonly Option[] = [
  { short: "D", help: "raise the debug level" },
  { short: "V", help: "print the version" },
  { short: "h", help: "print this help" },
];

export const CONNECT: Option = {
  short: "W",
  arg: "secs",
  help: "give up connecting after this many seconds (10; 0 waits)",
};

/** Who changes something, and how long to wait for the result. */
export const CHANGE: readonly Option[] = [
  { short: "u", arg: "username", help: "user of upsd.users; asked for when missing" },
  { short: "p", arg: "password", help: "password of the user; asked for when missing (others can see it in ps)" },
  { short: "w", help: "wait until the driver has done it, and print the result" },
  { short: "t", arg: "secs", help: "with -w: how long to wait (10)" },
];
