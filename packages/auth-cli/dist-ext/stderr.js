import { i as escapeControls, n as createStyle } from "./usingCtx.js";
// src/output/stderr.ts
/** Prints a problem to standard error, with what to do about it. */
function printError({ message, advice }) {
	write("red", "error", advice === void 0 ? message : `${message}\n  ${advice}`);
}
/** Prints a warning to standard error; the command continues. */
function printWarning(message) {
	write("yellow", "warning", message);
}
function write(colour, kind, text) {
	process.stderr.write(`${createStyle(process.stderr)(colour, `${kind}:`)} ${escapeControls(text)}\n`);
}
export { printWarning as n, printError as t };
