import { compareFamilies } from "./family-pairs.ts";

compareFamilies(3, 7);
