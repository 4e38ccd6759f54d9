/** Debian's nginx as a proxy that serves `/power/` from a site, on a port and a folder of its own. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../process/daemon.ts";
import { until } from "../sim/servers/nut-pair.ts";

const configuration = (folder: string, port: number, site: number): string => `
daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location /power/ {
      proxy_pass http://127.0.0.1:${site}/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_buffering off;
    }
  }
}
`;

export async function withNginx(nginx: string, site: number, use: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "nutts-nginx-"));
  const port = await freePort();
  const file = join(folder, "nginx.conf");
  writeFileSync(file, configuration(folder, port, site));
  const child = spawn(nginx, ["-c", file, "-e", "stderr"], { stdio: ["ignore", "ignore", "pipe"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  try {
    const url = `http://127.0.0.1:${port}`;
    let answers = false;
    const ask = (): void =>
      void fetch(url).then(
        () => {
          answers = true;
        },
        () => setTimeout(ask, 50),
      );
    ask();
    await until(() => answers || child.exitCode !== null);
    await use(url);
  } finally {
    child.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}
