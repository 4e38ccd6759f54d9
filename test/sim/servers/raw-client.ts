/** A client that says what a test says, byte for byte, on a real loopback connection. */
import { connect, type Socket } from "node:net";
import { until } from "./nut-pair.ts";

export class RawClient {
  readonly socket: Socket;
  received = "";
  closed = false;

  constructor(port: number, host = "127.0.0.1") {
    this.socket = connect({ port, host, noDelay: true });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => {
      this.received += text;
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** Sends, and returns what has come when it ends with `end`. */
  async ask(text: string, end = "\n"): Promise<string> {
    this.received = "";
    this.send(text);
    await until(() => this.closed || this.received.endsWith(end));
    return this.received;
  }

  async untilClosed(): Promise<void> {
    await until(() => this.closed);
  }
}
