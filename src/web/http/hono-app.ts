/** The one file that knows hono: routes and what guards them become an HTTP server. */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions as TlsServerOptions } from "node:https";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { type Answer, type Asked, json, plain, type Route, type Streamed } from "./route.ts";

export interface Guard {
  /** Looks at a request before anything else does; true when it has been answered. */
  refuses(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
  /** Whether the caller may have this route, and who it is; an answer where it may not. */
  admit(route: Route, incoming: IncomingMessage, outgoing: ServerResponse): Promise<Asked["who"] | Answer>;
  /** An answer of so many bytes has been written. */
  answered(incoming: IncomingMessage, outgoing: ServerResponse, bytes: number): void;
  /** The body as text, or an answer where it is too long or too slow. */
  body(incoming: IncomingMessage): Promise<string | Answer>;
  /** What every answer bears. */
  readonly headers: Readonly<Record<string, string>>;
  failed(error: unknown): Answer;
}

type Env = { Bindings: HttpBindings };

const NO_STORE = { "cache-control": "no-store" } as const;

const isAnswer = (value: object | string): value is Answer => typeof value === "object" && "status" in value;

/** Written past hono's own answer, which would copy every body into a stream. */
function respond(answer: Answer | Streamed, { env: { incoming, outgoing } }: Context<Env>, guard: Guard): Response {
  for (const [name, value] of Object.entries(guard.headers)) outgoing.setHeader(name, value);
  if (isAnswer(answer)) {
    const { status, type, body } = answer;
    const length = Buffer.byteLength(body);
    outgoing.writeHead(status, { "content-type": type, "content-length": length, ...NO_STORE, ...answer.headers });
    outgoing.end(body);
    guard.answered(incoming, outgoing, length);
  } else answer.stream(outgoing);
  return RESPONSE_ALREADY_SENT;
}

async function handle(route: Route, c: Context<Env>, guard: Guard): Promise<Answer | Streamed> {
  const { incoming, outgoing } = c.env;
  const who = await guard.admit(route, incoming, outgoing);
  if ("status" in who) return who;
  const body = route.method === "GET" ? "" : await guard.body(incoming);
  if (typeof body !== "string") return body;
  return route.handle({
    param: (name) => c.req.param(name) ?? "",
    query: new URL(c.req.url).searchParams,
    header: (name) => c.req.header(name),
    body,
    who,
    incoming,
  });
}

const allowed = (routes: readonly Route[], path: string): string =>
  routes.flatMap((route) => (route.path === path ? [route.method] : [])).join(", ");

function appOf(routes: readonly Route[], guard: Guard): Hono<Env> {
  const app = new Hono<Env>();
  const safely = async (c: Context<Env>, run: () => Promise<Answer | Streamed>): Promise<Response> =>
    respond(await run().catch((error: unknown) => guard.failed(error)), c, guard);
  for (const route of routes) app.on(route.method, route.path, (c) => safely(c, () => handle(route, c, guard)));
  for (const path of new Set(routes.map((route) => route.path)))
    app.all(path, (c) =>
      respond({ ...plain("Method not allowed\n", 405), headers: { allow: allowed(routes, path) } }, c, guard),
    );
  app.notFound((c) => respond(json({ error: "There is nothing here" }, 404), c, guard));
  app.onError((error, c) => respond(guard.failed(error), c, guard));
  return app;
}

export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** What a client may take of time and room before it has said what it wants. */
const LIMITS = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  handshakeTimeout: 10_000,
} as const;

type Listen = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** A server that does not listen yet. */
export function honoServer(routes: readonly Route[], guard: Guard, tls: Tls | undefined): Server {
  const guarded = (listen: Listen) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (!guard.refuses(incoming, outgoing)) listen(incoming, outgoing);
  };
  const make = ((options: ServerOptions & TlsServerOptions, listen: Listen) =>
    tls
      ? createTlsServer({ ...options, ...tls }, guarded(listen))
      : createServer(options, guarded(listen))) as typeof createServer;
  return createAdaptorServer({
    fetch: appOf(routes, guard).fetch,
    createServer: make,
    serverOptions: LIMITS,
    overrideGlobalObjects: false,
  }) as Server;
}
