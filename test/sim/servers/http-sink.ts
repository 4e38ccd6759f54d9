/** An HTTP server on loopback that keeps what it is sent and answers as it is told. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SinkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface SinkAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body goes on for ever. */
  readonly endless?: boolean;
  /** There is none, for as long as the server runs. */
  readonly silent?: boolean;
  /** The body says again what was asked, headers and all, as many services and proxies do. */
  readonly echo?: boolean;
}

/** Sends for as long as anybody reads. */
function pour(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write("x".repeat(65_536)));
  };
  response.on("drain", more);
  more();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

export class HttpSink {
  readonly requests: SinkRequest[] = [];
  answer: SinkAnswer | ((request: SinkRequest) => SinkAnswer) = { status: 200 };
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<HttpSink> {
    const server = createServer();
    const sink = new HttpSink(server);
    server.on("request", (request, response) => {
      void bodyOf(request).then((body) => {
        const { method = "", url: path = "", headers } = request;
        const heard = { method, path, headers, body };
        sink.requests.push(heard);
        const answer = typeof sink.answer === "function" ? sink.answer(heard) : sink.answer;
        if (answer.silent) return;
        response.writeHead(answer.status, { connection: "close", ...answer.headers });
        if (answer.endless) return pour(response);
        const echo = `Cannot ${method} ${path} ${JSON.stringify(headers)} ${body}`;
        response.end(answer.echo ? echo : (answer.body ?? ""));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
