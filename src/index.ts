export { NutError } from "./nut/errors.ts";
