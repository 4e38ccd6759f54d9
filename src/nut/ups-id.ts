export interface UpsId {
  readonly upsname: string | undefined;
  readonly host: string;
  readonly port: number;
}

export const DEFAULT_HOST = "localhost";
export const DEFAULT_PORT = 3493;

const portOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port > 0 && port < 65536 ? port : undefined;
};

export function parseHost(text: string): { readonly host: string; readonly port: number } | undefined {
  const bracketed = /^\[([0-9A-Fa-f:.]+(?:%[^\]\s]+)?)\](?::(.*))?$/.exec(text);
  const plain = bracketed ?? /^([^:[\]\s]+)(?::(.*))?$/.exec(text);
  const port = plain ? portOf(plain[2]) : undefined;
  const host = plain?.[1];
  return host !== undefined && port !== undefined ? { host, port } : undefined;
}

/** Reads `ups`, `ups@host`, `ups@host:port`; undefined when the text is none of them (`ups:port`, `@host`, `ups@`). */
export function parseUpsId(text: string): UpsId | undefined {
  const at = text.indexOf("@");
  const upsname = at < 0 ? text : text.slice(0, at);
  if (upsname === "" || /\s/.test(upsname)) return undefined;
  if (at < 0 && upsname.includes(":")) return undefined;
  if (at < 0) return { upsname, host: DEFAULT_HOST, port: DEFAULT_PORT };
  const where = parseHost(text.slice(at + 1));
  return where && { upsname, ...where };
}

export function formatUpsId({ upsname, host, port }: UpsId): string {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  const where = port === DEFAULT_PORT ? bracketed : `${bracketed}:${port}`;
  return upsname === undefined ? where : `${upsname}@${where}`;
}
