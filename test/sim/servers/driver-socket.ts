/** A driver of ours or of the C project, asked over its socket. */
import { connect } from "node:net";

/** Everything that comes back over a driver's socket for DUMPALL. */
export const dump = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = "";
    const socket = connect({ path }, () => socket.write("NOBROADCAST\nDUMPALL\n"));
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
      if (said.endsWith("DUMPDONE\n")) socket.destroy();
    });
    socket.on("close", () => resolve(said));
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
