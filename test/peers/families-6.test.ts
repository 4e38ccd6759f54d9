import { compareFamilies } from "./family-pairs.ts";

compareFamilies(5, 7);
