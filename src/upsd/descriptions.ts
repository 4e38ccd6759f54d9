/** `cmdvartab` of DATAPATH: descriptions that an administrator keeps, in place of the built-in ones. */
import { SOCKET_LIMITS, splitWords } from "../nut/words.ts";
import type { Descriptions } from "./config.ts";

/** Lines `VARDESC <name> "<text>"` and `CMDDESC <name> "<text>"`; anything else is passed over. */
export function parseDescriptions(text: string): Descriptions {
  const variables = new Map<string, string>();
  const commands = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [kind, name, description] = splitWords(line, { ...SOCKET_LIMITS, asciiOnly: false });
    if (name === undefined || description === undefined) continue;
    if (kind === "VARDESC") variables.set(name.toLowerCase(), description);
    else if (kind === "CMDDESC") commands.set(name.toLowerCase(), description);
  }
  return { variables, commands };
}

export const NO_DESCRIPTIONS: Descriptions = { variables: new Map(), commands: new Map() };
