import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "@jest/globals";
import { SharedMirrors } from "../../src/mirror/shared-mirrors.ts";
import { type MqttSettings, parseWebConf } from "../../src/mqtt/settings.ts";
import { startMqtt } from "../../src/mqtt/start-mqtt.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { createLog } from "../../src/system/log/log.ts";
import { freePort, Started } from "../sim/machine/started.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { agrees, type FakeUps, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";
import { describePeers } from "./peer.ts";

const tls = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => setTimeout(() => resolve(false), 50));
  });

describePeers(
  "MQTT with mosquitto",
  ["mosquitto", "mosquitto_passwd", "mosquitto_sub", "mosquitto_pub"],
  ({ mosquitto, mosquitto_passwd: passwd, mosquitto_sub: sub, mosquitto_pub: pub }) => {
    const cleanUp: (() => unknown)[] = [];
    const pairs = new Pairs();
    afterEach(async () => {
      for (const run of cleanUp.splice(0).reverse()) await run();
      await pairs.end();
    });

    const run = (program: string, ...args: readonly string[]): Started => {
      const started = new Started(spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] }));
      cleanUp.push(() => void started.child.kill("SIGKILL"));
      return started;
    };

    async function broker(port: number, encrypted: boolean) {
      const folder = mkdtempSync(join(tmpdir(), "nutts-mosquitto-"));
      cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
      const users = join(folder, "users");
      writeFileSync(users, "");
      await run(passwd, "-b", users, "nutts", "pw").ended;
      const lines = [`listener ${port} 127.0.0.1`, "allow_anonymous false", `password_file ${users}`, "user root"];
      if (encrypted) lines.push(`certfile ${tls("server.pem")}`, `keyfile ${tls("server.pem")}`);
      const conf = join(folder, "conf");
      writeFileSync(conf, `${lines.join("\n")}\n`);
      run(mosquitto, "-c", conf);
      for (let there = false; !there; ) there = await answers(port);
    }

    const options = (port: number, encrypted: boolean): readonly string[] => [
      ...["-h", "127.0.0.1", "-p", String(port), "-u", "nutts", "-P", "pw"],
      ...(encrypted ? ["--cafile", tls("ca.pem"), "--insecure"] : []),
    ];

    async function bridge(port: number, encrypted: boolean, password = "pw") {
      const world: Record<string, FakeUps> = {
        rack: {
          desc: "Rack",
          vars: { "ups.status": "OL", "ups.serial": "G1", "ups.load": "12" },
          cmds: { "beeper.mute": "Mute" },
        },
      };
      const server = await pairs.server(noTls, agrees("USERNAME", "PASSWORD", "INSTCMD"), serves(world), saysGoodbye);
      const text = [
        "[mqtt]",
        `url = ${encrypted ? "mqtts" : "mqtt"}://localhost:${port}`,
        `username = nutts\npassword = ${password}\nnut_username = admin\nnut_password = pw`,
        ...(encrypted ? [`ca = ${tls("ca.pem")}`] : []),
      ].join("\n");
      const settings = parseWebConf(text, "web.conf").mqtt as MqttSettings;
      const lines: string[] = [];
      const machine = { clock: SYSTEM_CLOCK, log: createLog((_level, line) => lines.push(line)) };
      const deps = { ...machine, mirrors: new SharedMirrors(machine) };
      cleanUp.push(await startMqtt(settings, [{ host: "127.0.0.1", port: server.port }], deps));
      return { world, server, lines };
    }

    it.each([
      ["in clear text with a password", false],
      ["over TLS with a password", true],
    ])("publishes and obeys %s; discovery and state are retained", async (_how, encrypted) => {
      const port = await freePort();
      await broker(port, encrypted);
      const { world, server, lines } = await bridge(port, encrypted);
      await until(() => lines.some((line) => line.includes("connected")));
      const listener = run(sub, ...options(port, encrypted), "-v", "-t", "#");
      const config = await listener.says(/^homeassistant\/device\/nutts_G1\/config (\{.*\})$/m);
      expect(JSON.parse(config[1] ?? "")).toHaveProperty("components.cmd_beeper_mute");
      await listener.says(/^nutts\/rack\/state \{.*"ups.status":"OL".*\}$/m);
      await listener.says(/^nutts\/status online$/m);
      world.rack = { ...world.rack, vars: { ...world.rack?.vars, "ups.status": "OB" } };
      await listener.says(/^nutts\/rack\/state \{.*"ups.status":"OB".*\}$/m);
      await listener.says(/^nutts\/rack\/event \{"event_type":"ONBATT","ups":"rack"\}$/m);
      await run(pub, ...options(port, encrypted), "-t", "nutts/rack/command", "-m", "beeper.mute").ended;
      await until(() => server.heard.includes("INSTCMD rack beeper.mute"));
    });

    it("empties a document that the broker kept of a UPS that is no more", async () => {
      const port = await freePort();
      await broker(port, false);
      const topic = "homeassistant/device/nutts_gone/config";
      const document = JSON.stringify({ origin: { name: "nutts" }, state_topic: "nutts/gone/state" });
      await run(pub, ...options(port, false), "-r", "-t", topic, "-m", document).ended;
      const listener = run(sub, ...options(port, false), "-v", "-t", topic);
      await listener.says(/"nutts\/gone\/state"/);
      await bridge(port, false);
      await listener.says(/^homeassistant\/device\/nutts_gone\/config (\(null\))?$/m);
    });

    it("says what is wrong with a password, and goes on trying", async () => {
      const port = await freePort();
      await broker(port, false);
      const { lines } = await bridge(port, false, "wrong");
      await until(() => lines.some((line) => /not authorized|refused/i.test(line)));
      expect(lines.join("\n")).not.toContain("wrong");
    });
  },
);
