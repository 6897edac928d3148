import { a as EXIT } from "./deadline.js";
import { a as escapeJsonControls, i as escapeControls } from "./usingCtx.js";
// src/output/stdout.ts
/**
* Ends the command when its output cannot be written: silently when the reader has closed the pipe
* (`| head`), with a message otherwise (a full disk). Errors on standard error are ignored.
*/
function guardOutput() {
	process.stderr.on("error", () => {});
	process.stdout.on("error", ({ code, message }) => {
		if (code === "EPIPE") process.exit(EXIT.success);
		process.stderr.write(`qci-auth: Standard output cannot be written: ${message}\n`);
		process.exit(EXIT.unexpected);
	});
}
/** Writes to standard output as it is, and resolves when more can be written. */
function print(data) {
	return new Promise((resolve) => process.stdout.write(data, (error) => error ?? resolve()));
}
/** Writes a text that has parts of a server: made safe on a terminal, unchanged in a pipe. */
function printText(text) {
	return print(process.stdout.isTTY ? escapeControls(text) : text);
}
/** Writes a value as indented JSON, made safe on a terminal. */
function printJson(value) {
	const json = `${JSON.stringify(value, void 0, 2)}\n`;
	return print(process.stdout.isTTY ? escapeJsonControls(json) : json);
}
/** Resolves when everything written so far has left the process. */
async function flush() {
	for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => stream.write("", () => resolve()));
}
export { printText as a, printJson as i, guardOutput as n, print as r, flush as t };
