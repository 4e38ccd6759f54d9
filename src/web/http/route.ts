/** What the server answers: routes as rows. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Who } from "./who.ts";

export interface Asked {
  /** A part of the path, decoded. */
  param(name: string): string;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  /** As text; empty where there is none. */
  readonly body: string;
  readonly who: Who;
  readonly incoming: IncomingMessage;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer goes on; whoever starts it ends it. */
export interface Streamed {
  readonly stream: (outgoing: ServerResponse) => void;
}

/**
 *  - `open`: for everybody who may connect at all.
 *  - `read`: for those who are logged in, unless access control is off.
 *  - `control`: for those who are logged in, where control is switched on.
 */
export type Access = "open" | "read" | "control";

/** What the OpenAPI document says of a route. */
export interface RouteDoc {
  readonly summary: string;
  readonly tag: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: { readonly type: string; readonly schema: object };
  /** Of the answer 200. */
  readonly type?: string;
  readonly schema?: object;
  readonly errors?: Readonly<Record<number, string>>;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/api/v1/devices/:ups/var/:name`. */
  readonly path: string;
  readonly access: Access;
  readonly doc?: RouteDoc;
  readonly handle: (asked: Asked) => Answer | Streamed | Promise<Answer | Streamed>;
}

export const JSON_TYPE = "application/json";
export const TEXT_TYPE = "text/plain; charset=utf-8";

export const jsonText = (body: string, status = 200): Answer => ({ status, type: JSON_TYPE, body });
export const json = (value: unknown, status = 200): Answer => jsonText(JSON.stringify(value), status);
export const plain = (body: string, status = 200): Answer => ({ status, type: TEXT_TYPE, body });
