export { n as toProblem } from "./to-problem.js";
