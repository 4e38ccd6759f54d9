/** A NUT server that is followed, as the settings name it. */
import type { TlsOptions } from "../../netproto/client/tls-options.ts";

export interface WatchedServer {
  /** What people call it; its address where they do not. */
  readonly name?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: TlsOptions | undefined;
}

/** `127.0.0.1:3493`, an IPv6 address in brackets. */
export const serverAddress = ({ host, port }: WatchedServer): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

export const serverLabel = (server: WatchedServer): string => server.name ?? serverAddress(server);
