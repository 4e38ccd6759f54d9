import { compareFamilies } from "./family-pairs.ts";

compareFamilies(2, 7);
