import { createSocket } from "node:dgram";

/** A UDP port of the loopback that nobody has. */
export const freeUdpPort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
