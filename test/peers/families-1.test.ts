import { compareFamilies } from "./family-pairs.ts";

compareFamilies(0, 7);
