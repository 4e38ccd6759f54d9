/** Who we are to the BMCs of other machines, by the options of nut-scanner. */
import type { CommandLine } from "../cli/options.ts";
import type { IpmiAccess } from "./ipmi-scan.ts";

/** By the words of nut-scanner. */
const AUTH_TYPES: Readonly<Record<string, string>> = {
  NONE: "NONE",
  STRAIGHT_PASSWORD_KEY: "PASSWORD",
  MD2: "MD2",
  MD5: "MD5",
};

/** Undefined, and a word about it, without a user: then nobody is asked. */
export function ipmiAccess(line: CommandLine, warn: (text: string) => void): IpmiAccess | undefined {
  const username = line.value("b");
  if (username === undefined) {
    warn("IPMI over the network needs a user: give one with -b, and its password with -B\n");
    return undefined;
  }
  const given = line.value("d") ?? "MD5";
  const authType = AUTH_TYPES[given];
  if (authType === undefined) warn(`-d ${given} is none of ${Object.keys(AUTH_TYPES).join(", ")}: MD5 it is\n`);
  return { username, password: line.value("B") ?? "", authType: authType ?? "MD5", cipherSuite: line.value("L") };
}
