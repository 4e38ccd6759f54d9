/** Checks of everything that was said: they come last. */
import { type Check, type Finding, odd, RIGHT, shown, worst } from "./check.ts";
import type { Interview } from "./interview.ts";
import type { Reply } from "./wire.ts";

/** asyncio's limit of a line or a buffer. */
const MOST_BYTES = 65_536;
const PATIENCE_MS = 2000;

const over = async (
  interview: Interview,
  look: (request: string, reply: Reply) => readonly Finding[],
): Promise<Finding> => worst((await interview.transcript()).flatMap(([request, reply]) => look(request, reply)));

const bytesOf = ({ lines }: Reply): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

/** Words, then values in quotes with a blank between them, as RANGE has two. */
const WELL_QUOTED = /^[^"]*("[^"]*"( "[^"]*")*)?$/;
const hasQuoteInside = (line: string): boolean => line.includes('\\"') || !WELL_QUOTED.test(line);

export const TEXT_CHECKS: readonly Check[] = [
  {
    name: "ASCII alone",
    asks: "all answers",
    stumbles: ["aionut"],
    advice: "leave other letters out of descriptions and values, or write them in ASCII",
    judge: ({ interview }) =>
      over(interview, (_request, { lines }) =>
        lines.filter((line) => /[^\x20-\x7e]/.test(line)).map((line) => odd(shown(line))),
      ),
  },
  {
    name: "no quotes inside values",
    asks: "all answers",
    stumbles: ["hon95", "netdata", "aionut"],
    advice: 'leave " out of descriptions and values: few clients take the backslash before it for what it is',
    judge: ({ interview }) =>
      over(interview, (_request, { lines }) => lines.filter(hasQuoteInside).map((line) => odd(shown(line)))),
  },
  {
    name: "lists under 64 KiB",
    asks: "all lists",
    stumbles: ["aionut"],
    advice: "keep descriptions short, and variables that nobody reads out",
    judge: ({ interview }) =>
      over(interview, (request, reply) =>
        bytesOf(reply) > MOST_BYTES ? [odd(`${request}: ${bytesOf(reply)} bytes`)] : [],
      ),
  },
  {
    name: "answers within two seconds",
    asks: "all answers",
    stumbles: ["goNut", "netdata"],
    advice: "answer from what the driver has told, without asking the device",
    judge: ({ interview }) =>
      over(interview, (request, { ms }) => (ms > PATIENCE_MS ? [odd(`${request}: ${(ms / 1000).toFixed(1)} s`)] : [])),
  },
  {
    name: "one connection for all questions",
    asks: "how often it was closed",
    stumbles: ["aionut", "netdata", "peanut", "upsmon"],
    advice: "keep a connection open until LOGOUT, whatever was asked",
    judge: ({ interview: { reconnected } }) =>
      Promise.resolve(reconnected > 0 ? odd(`a new one was needed ${reconnected} times`) : RIGHT),
  },
];
