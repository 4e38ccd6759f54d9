import { compareFamilies } from "./family-pairs.ts";

compareFamilies(6, 7);
