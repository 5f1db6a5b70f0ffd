// `npm test`: gets what the tests need, runs them, and ends with one line of totals.
import { register } from "tsx/esm/api";

register();
const { main } = await import("./run.ts");
process.exitCode = main(process.argv.slice(2));
