import { compareFamilies } from "./family-pairs.ts";

compareFamilies(1, 7);
