import type { HostKind } from "../host-kind.ts";
import { CLIENT } from "./client.ts";
import { COMMAND } from "./command.ts";
import { DOCKER } from "./docker.ts";
import { HTTP } from "./http.ts";
import { IPMI } from "./ipmi.ts";
import { LAN } from "./lan.ts";
import { LIBVIRT } from "./libvirt.ts";
import { PROXMOX } from "./proxmox.ts";
import { SSH } from "./ssh.ts";
import { WINRM } from "./winrm.ts";

export const HOST_KINDS: readonly HostKind[] = [SSH, COMMAND, PROXMOX, LIBVIRT, DOCKER, HTTP, WINRM, IPMI, LAN, CLIENT];
