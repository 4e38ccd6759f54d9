/** A driver of ours or of the C project, asked over its socket. */
import { connect } from "node:net";

/** What is published before, and C drivers before 2.8.1 publish on after NOBROADCAST, is no part of it. */
const DUMP = /^PONG\n([\s\S]*?^DUMPDONE\n)/m;

/** What a driver's socket says for DUMPALL; nothing where it is closed before the end. */
export const dump = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = "";
    const socket = connect({ path }, () => socket.write("NOBROADCAST\nPING\nDUMPALL\n"));
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
      const [, dumped] = DUMP.exec(said) ?? [];
      if (dumped === undefined) return;
      resolve(dumped);
      socket.destroy();
    });
    socket.on("close", () => resolve(""));
  });

/** The status with which a driver answers `INSTCMD` or `SET`: 0 is handled. */
export const outcomeOf = (path: string, order: string): Promise<number> =>
  new Promise((resolve, reject) => {
    let said = "";
    const socket = connect({ path }, () => socket.write(`NOBROADCAST\n${order} TRACKING 1\n`));
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
      const [, status] = /^TRACKING 1 (\d+)$/m.exec(said) ?? [];
      if (status === undefined) return;
      resolve(Number(status));
      socket.destroy();
    });
    socket.on("close", () => reject(new Error(`${path} was closed without an answer to ${order}`)));
  });
