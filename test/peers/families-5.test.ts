import { compareFamilies } from "./family-pairs.ts";

compareFamilies(4, 7);
