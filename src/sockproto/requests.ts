import { TO_DRIVER as ASKS } from "./sentences.ts";

export type DriverRequest =
  | { readonly kind: "ping" }
  | { readonly kind: "getpid" }
  /** Everything, or one variable with its metadata. */
  | { readonly kind: "dump"; readonly name?: string }
  | { readonly kind: "broadcast"; readonly on: boolean }
  | { readonly kind: "logout" }
  | { readonly kind: "instcmd"; readonly cmd: string; readonly param?: string; readonly id?: string }
  | { readonly kind: "set"; readonly name: string; readonly value: string; readonly id?: string }
  /** A verb that is known with words that are not: worth another log line than an unknown one. */
  | { readonly kind: "malformed"; readonly verb: string };

function instcmd(words: readonly string[]): DriverRequest {
  const [, cmd = "", second = "", third = "", fourth = ""] = words;
  if (words.length === 2) return { kind: "instcmd", cmd };
  if (words.length === 3) return { kind: "instcmd", cmd, param: second };
  if (words.length === 4 && second.toUpperCase() === "TRACKING") return { kind: "instcmd", cmd, id: third };
  if (words.length === 5 && third.toUpperCase() === "TRACKING")
    return { kind: "instcmd", cmd, param: second, id: fourth };
  return { kind: "malformed", verb: "INSTCMD" };
}

function set(words: readonly string[]): DriverRequest {
  const [, name = "", value = "", tracking = "", id = ""] = words;
  if (words.length < 3) return { kind: "malformed", verb: "SET" };
  if (words.length !== 5) return { kind: "set", name, value };
  return tracking.toUpperCase() === "TRACKING" ? { kind: "set", name, value, id } : { kind: "malformed", verb: "SET" };
}

const broadcast = (words: readonly string[]): DriverRequest => {
  const number = /^[+-]?\d+$/.test(words[1] ?? "") ? Number(words[1]) : 1;
  return { kind: "broadcast", on: number >= 1 };
};

type Reader = (words: readonly string[]) => DriverRequest;

const verbOf = ({ keywords }: { readonly keywords: readonly string[] }): string => keywords[0] ?? "";

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [verbOf(ASKS.ping), () => ({ kind: "ping" })],
  [verbOf(ASKS.getpid), () => ({ kind: "getpid" })],
  [verbOf(ASKS.dumpall), () => ({ kind: "dump" })],
  [verbOf(ASKS.dumpstatus), () => ({ kind: "dump", name: "ups.status" })],
  [verbOf(ASKS.nobroadcast), () => ({ kind: "broadcast", on: false })],
  [verbOf(ASKS.broadcast), broadcast],
  [verbOf(ASKS.logout), () => ({ kind: "logout" })],
  [verbOf(ASKS.instcmd), instcmd],
  [verbOf(ASKS.set), set],
  [
    verbOf(ASKS.dumpvalue),
    (words) => (words[1] === undefined ? { kind: "malformed", verb: "DUMPVALUE" } : { kind: "dump", name: words[1] }),
  ],
]);

/** The request of a split line, or undefined when its verb is none. */
export const parseDriverRequest = (words: readonly string[]): DriverRequest | undefined =>
  READERS.get((words[0] ?? "").toUpperCase())?.(words);
