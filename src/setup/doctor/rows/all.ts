import type { DoctorRow } from "../row.ts";
import { DEVICE_ROWS } from "./devices.ts";
import { MACHINE_ROWS } from "./machine.ts";
import { SERVER_ROWS } from "./servers.ts";
import { SERVICE_ROWS } from "./services.ts";

export const DOCTOR_ROWS: readonly DoctorRow[] = [...MACHINE_ROWS, ...DEVICE_ROWS, ...SERVICE_ROWS, ...SERVER_ROWS];
