/** All drivers by name; code is loaded on demand. A new family adds its line here. */
import type { DriverDefinition } from "./types.ts";

export interface DriverEntry {
  readonly name: string;
  /** Names of older drivers that it stands in for. */
  readonly aliases?: readonly string[];
  /** `asked`: the name or alias under which it is started. */
  load(asked?: string): Promise<DriverDefinition>;
}

export const DRIVERS: readonly DriverEntry[] = [
  { name: "dummy-ups", load: async () => (await import("./dummy/dummy-ups.ts")).DUMMY_UPS },
  {
    name: "usbhid-ups",
    aliases: ["newhidups", "hidups"],
    load: async () => (await import("./usbhid/definition.ts")).USBHID_UPS,
  },
  {
    name: "nutdrv_qx",
    aliases: ["blazer_ser", "blazer_usb", "megatec", "megatec_usb", "fentonups", "powermust", "ippon"],
    load: async (asked = "nutdrv_qx") => {
      const { NUTDRV_QX, olderDriver } = await import("./qx/definition.ts");
      return asked === "nutdrv_qx" ? NUTDRV_QX : olderDriver(asked);
    },
  },
  {
    name: "apcsmart",
    aliases: ["apcsmart-old"],
    load: async (asked) => {
      const { APCSMART, APCSMART_OLD } = await import("./serial/apcsmart/driver.ts");
      return asked === "apcsmart-old" ? APCSMART_OLD : APCSMART;
    },
  },
  { name: "genericups", load: async () => (await import("./serial/genericups/driver.ts")).GENERICUPS },
  {
    name: "mge-shut",
    aliases: ["newmge-shut"],
    load: async () => (await import("./shut/definition.ts")).MGE_SHUT,
  },
  { name: "snmp-ups", aliases: ["snmp-ups-old"], load: async () => (await import("./snmp/definition.ts")).SNMP_UPS },
  { name: "apcupsd-ups", load: async () => (await import("./nis/driver.ts")).APCUPSD_UPS },
  { name: "netxml-ups", load: async () => (await import("./netxml/driver.ts")).NETXML_UPS },
  { name: "powerman-pdu", load: async () => (await import("./powerman/powerman-pdu.ts")).POWERMAN_PDU },
  { name: "clone", load: async () => (await import("./clone/clone.ts")).CLONE },
  { name: "clone-outlet", load: async () => (await import("./clone/clone-outlet.ts")).CLONE_OUTLET },
  { name: "failover", load: async () => (await import("./failover/driver.ts")).FAILOVER },
  { name: "generic_modbus", load: async () => (await import("./modbus/generic-modbus.ts")).GENERIC_MODBUS },
  { name: "socomec_jbus", load: async () => (await import("./modbus/socomec-jbus.ts")).SOCOMEC_JBUS },
  { name: "adelsystem_cbi", load: async () => (await import("./modbus/adelsystem-cbi.ts")).ADELSYSTEM_CBI },
  {
    name: "phoenixcontact_modbus",
    load: async () => (await import("./modbus/phoenixcontact.ts")).PHOENIXCONTACT_MODBUS,
  },
  { name: "apc_modbus", load: async () => (await import("./modbus/apc/driver.ts")).APC_MODBUS },
  { name: "huawei-ups2000", load: async () => (await import("./modbus/huawei/driver.ts")).HUAWEI_UPS2000 },
  { name: "nut-upower", load: async () => (await import("./upower/upower.ts")).NUT_UPOWER },
  { name: "nut-ipmipsu", load: async () => (await import("./ipmi/nut-ipmipsu.ts")).NUT_IPMIPSU },
  { name: "hwmon_ina219", load: async () => (await import("./hwmon/ina219.ts")).HWMON_INA219 },
  { name: "asem", load: async () => (await import("./i2c/asem.ts")).ASEM },
  { name: "pijuice", load: async () => (await import("./i2c/pijuice.ts")).PIJUICE },
  {
    name: "generic_gpio_libgpiod",
    load: async () => (await import("./gpio/driver.ts")).GENERIC_GPIO_LIBGPIOD,
  },
  { name: "mge-utalk", load: async () => (await import("./serial/mge-utalk/driver.ts")).MGE_UTALK },
  { name: "meanwell_ntu", load: async () => (await import("./serial/meanwell-ntu/driver.ts")).MEANWELL_NTU },
  { name: "riello_usb", load: async () => (await import("./packets/riello-usb.ts")).RIELLO_USB },
  { name: "richcomm_usb", load: async () => (await import("./packets/richcomm-usb.ts")).RICHCOMM_USB },
  { name: "nutdrv_atcl_usb", load: async () => (await import("./packets/atcl-usb.ts")).NUTDRV_ATCL_USB },
  { name: "riello_ser", load: async () => (await import("./serial/riello/driver.ts")).RIELLO_SER },
  { name: "microdowell", load: async () => (await import("./serial/microdowell/driver.ts")).MICRODOWELL },
  { name: "powerpanel", load: async () => (await import("./serial/powerpanel/driver.ts")).POWERPANEL },
  { name: "oneac", load: async () => (await import("./serial/oneac/driver.ts")).ONEAC },
  { name: "safenet", load: async () => (await import("./serial/safenet/driver.ts")).SAFENET },
  { name: "bicker_ser", load: async () => (await import("./serial/bicker-ser/driver.ts")).BICKER_SER },
  { name: "upscode2", load: async () => (await import("./serial/upscode2/driver.ts")).UPSCODE2 },
  { name: "powercom", load: async () => (await import("./serial/powercom/driver.ts")).POWERCOM },
  { name: "belkin", load: async () => (await import("./serial/belkin/driver.ts")).BELKIN },
  { name: "belkinunv", load: async () => (await import("./serial/belkinunv/driver.ts")).BELKINUNV },
  {
    name: "powervar_cx_ser",
    aliases: ["powervar-cs"],
    load: async () => (await import("./serial/powervar/driver.ts")).POWERVAR_CX_SER,
  },
  {
    name: "powervar_cx_usb",
    aliases: ["powervar-cu"],
    load: async () => (await import("./packets/powervar-usb.ts")).POWERVAR_CX_USB,
  },
  { name: "etapro", load: async () => (await import("./serial/etapro/driver.ts")).ETAPRO },
  { name: "ivtscd", load: async () => (await import("./serial/ivtscd/driver.ts")).IVTSCD },
  { name: "isbmex", load: async () => (await import("./serial/isbmex/driver.ts")).ISBMEX },
  { name: "must_ep2000pro", load: async () => (await import("./modbus/must-ep2000pro.ts")).MUST_EP2000PRO },
  { name: "victronups", load: async () => (await import("./serial/victronups/driver.ts")).VICTRONUPS },
  { name: "masterguard", load: async () => (await import("./serial/masterguard/driver.ts")).MASTERGUARD },
  { name: "liebert", load: async () => (await import("./serial/liebert/driver.ts")).LIEBERT },
  { name: "liebert-esp2", load: async () => (await import("./serial/liebert-esp2/driver.ts")).LIEBERT_ESP2 },
  { name: "liebert-gxe", load: async () => (await import("./serial/liebert-gxe/driver.ts")).LIEBERT_GXE },
  { name: "tripplite", load: async () => (await import("./serial/tripplite/driver.ts")).TRIPPLITE },
  { name: "tripplitesu", load: async () => (await import("./serial/tripplitesu/driver.ts")).TRIPPLITESU },
  { name: "everups", load: async () => (await import("./serial/everups/driver.ts")).EVERUPS },
  { name: "bestfcom", load: async () => (await import("./serial/bestfcom/driver.ts")).BESTFCOM },
  { name: "bestuferrups", load: async () => (await import("./serial/bestuferrups/driver.ts")).BESTUFERRUPS },
  { name: "bestfortress", load: async () => (await import("./serial/bestfortress/driver.ts")).BESTFORTRESS },
  { name: "bestups", load: async () => (await import("./serial/bestups/driver.ts")).BESTUPS },
  {
    name: "nutdrv_siemens-sitop",
    aliases: ["nutdrv_siemens_sitop"],
    load: async () => (await import("./serial/nutdrv-siemens-sitop/driver.ts")).NUTDRV_SIEMENS_SITOP,
  },
  { name: "rhino", load: async () => (await import("./serial/rhino/driver.ts")).RHINO },
  { name: "bcmxcp", load: async () => (await import("./serial/bcmxcp/driver.ts")).BCMXCP },
  { name: "bcmxcp_usb", load: async () => (await import("./packets/bcmxcp-usb.ts")).BCMXCP_USB },
  { name: "tripplite_usb", load: async () => (await import("./packets/tripplite-usb/driver.ts")).TRIPPLITE_USB },
  { name: "ragtech", load: async () => (await import("./serial/ragtech/driver.ts")).RAGTECH },
  { name: "apcmicrolink", load: async () => (await import("./serial/apcmicrolink/driver.ts")).APCMICROLINK },
  { name: "optiups", load: async () => (await import("./serial/optiups/driver.ts")).OPTIUPS },
  { name: "solis", load: async () => (await import("./serial/solis/driver.ts")).SOLIS },
  { name: "microsol-apc", load: async () => (await import("./serial/solis/microsol-apc.ts")).MICROSOL_APC },
  { name: "sms_ser", load: async () => (await import("./serial/sms-ser/driver.ts")).SMS_SER },
  { name: "ve-direct", load: async () => (await import("./serial/ve-direct/driver.ts")).VE_DIRECT },
  { name: "al175", load: async () => (await import("./serial/al175/driver.ts")).AL175 },
  { name: "metasys", load: async () => (await import("./serial/metasys/driver.ts")).METASYS },
  { name: "gamatronic", load: async () => (await import("./serial/gamatronic/driver.ts")).GAMATRONIC },
  { name: "nutdrv_hashx", load: async () => (await import("./serial/nutdrv-hashx/driver.ts")).NUTDRV_HASHX },
  { name: "nhs_ser", load: async () => (await import("./serial/nhs-ser/driver.ts")).NHS_SER },
];

/** The driver of this name or alias; undefined when there is none. Sockets and PID files keep the name asked for. */
export const findDriver = (name: string): DriverEntry | undefined =>
  DRIVERS.find((entry) => entry.name === name) ?? DRIVERS.find((entry) => entry.aliases?.includes(name));
