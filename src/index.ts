/** The library: a client of NUT servers. `man/nut-client.3.md` shows it at work. */

export type { Backoff, LinkState } from "./netproto/client/link.ts";
export type { News } from "./netproto/client/news.ts";
export { NutClient } from "./netproto/client/nut-client.ts";
export type {
  CallOptions,
  ChangeOptions,
  ChangeOutcome as Outcome,
  CommandOptions,
  NutClientOptions,
} from "./netproto/client/nut-client-options.ts";
export { readTlsFiles, type TlsFiles } from "./netproto/client/tls-files.ts";
export type { TlsOptions } from "./netproto/client/tls-options.ts";
export type { TypeInfo } from "./netproto/client/type-info.ts";
export { type ErrorCode, NutError } from "./nut/errors.ts";
export type { Log } from "./system/log/log.ts";
