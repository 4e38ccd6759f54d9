/** Requests to the server that sent the page. Paths are relative, so that a proxy may put any prefix before them. */
import type { BatteryTests, Curves, News, Outage, Session } from "./types.ts";

export class RequestError extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, message: string, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as T;
  const { error = response.statusText, code } = (body ?? {}) as { error?: string; code?: string };
  throw new RequestError(response.status, error, code);
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`api/v1/${path}`, { credentials: "same-origin", ...init }).catch(() => {
    throw new RequestError(0, "");
  });
  return answerOf<T>(response);
}

function send<T>(method: "POST" | "DELETE", path: string, body: unknown, csrf: string | null): Promise<T> {
  const headers = { "content-type": "application/json", ...(csrf === null ? {} : { "x-csrf-token": csrf }) };
  return ask<T>(path, { method, headers, body: JSON.stringify(body) });
}

/** Whoever has no session to speak of may look, and change nothing. */
const NO_SESSION: Session = {
  login: "off",
  name: null,
  csrf: null,
  control: false,
  reason: null,
  temperature: "celsius",
};

export const getSession = (): Promise<Session> =>
  ask<Session>("session").catch((error: unknown) => {
    if (error instanceof RequestError && error.status === 404) return NO_SESSION;
    throw error;
  });

export const logIn = (username: string, password: string): Promise<Session> =>
  send("POST", "session", { username, password }, null);

export const logOut = (csrf: string | null): Promise<unknown> => send("DELETE", "session", {}, csrf);

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Order extends Credentials {
  readonly ups: string;
  readonly command?: string;
  readonly variable?: string;
  readonly value?: string;
}

export const control = (order: Order, csrf: string | null): Promise<{ readonly result: "done" | "accepted" }> =>
  send("POST", order.command === undefined ? "control/variable" : "control/command", order, csrf);

/** A server that keeps no history has none to show. */
const orNothing =
  <T>(nothing: T) =>
  (error: unknown): T => {
    if (error instanceof RequestError && error.status === 404) return nothing;
    throw error;
  };

const query = (values: Readonly<Record<string, string>>): string => String(new URLSearchParams(values));

export const getCurves = (ups: string, variables: string, from: number, to: number, points: number) =>
  ask<Curves>(
    `history/curves?${query({ ups, variables, from: String(from), to: String(to), points: String(points) })}`,
  ).catch(orNothing(undefined));

export const getOutages = (ups: string, from: number, to: number): Promise<readonly Outage[]> =>
  ask<readonly Outage[]>(`history/outages?${query({ ups, from: String(from), to: String(to) })}`).catch(orNothing([]));

export const getBatteryTests = (ups: string): Promise<readonly BatteryTests[]> =>
  ask<readonly BatteryTests[]>(`history/battery-tests?${query({ ups })}`).catch(orNothing([]));

export const getEvents = (ups: string | undefined, limit: number): Promise<readonly News[]> =>
  ask<readonly News[]>(
    `history/events?${query({ limit: String(limit), ...(ups === undefined ? {} : { ups }) })}`,
  ).catch(orNothing([]));
