import type { DriverOption } from "../types.ts";

const value = (name: string, help: string): DriverOption => ({ name, kind: "value", help });

export const DEVICE_OPTIONS: readonly DriverOption[] = [
  value("vendorid", "regular expression for the vendor's number, four hexadecimal digits"),
  value("productid", "regular expression for the product's number, four hexadecimal digits"),
  value("vendor", "regular expression for the maker's name"),
  value("product", "regular expression for the product's name"),
  value("serial", "regular expression for the serial number"),
  value("bus", "regular expression for the USB bus; advice only, for it changes"),
  value("device", "regular expression for the USB device number; advice only, for it changes"),
  value("busport", "regular expression for the number of the USB port; advice only"),
  { name: "allow_duplicates", kind: "flag", help: "where several devices fit, take the first that is free" },
];
