// oclif prints through the console, and jest's own console decorates every line with a stack.
import { Console } from "node:console";

globalThis.console = new Console(process.stdout, process.stderr);
