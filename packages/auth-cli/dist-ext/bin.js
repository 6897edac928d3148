#!/usr/bin/env node
import { a as EXIT, i as usageError, r as CommandError } from "./deadline.js";
import { t as printError } from "./stderr.js";
import { a as printText, i as printJson, n as guardOutput, r as print, t as flush } from "./stdout.js";
import { i as escapeControls, n as createStyle, r as hasColours, t as _usingCtx } from "./usingCtx.js";
import { t as VERSION } from "./version.js";
import { Command, CommanderError, Option } from "commander";
import { once } from "node:events";
// src/end-process.ts
/**
* Ends the process with `process.exitCode`, whatever still runs.
*
* `process.exit` waits for threads that look up a name or open a file, which can take many seconds beyond a time limit.
* Where such a thread runs, the process is replaced by a shell that exits at once.
*/
function endProcess() {
	if (process.getActiveResourcesInfo().some((resource) => /^(GetAddrInfoReqWrap|FSReq|FILEHANDLE)/.test(resource)) && process.platform !== "win32" && typeof process.execve === "function") try {
		process.execve("/bin/sh", [
			"sh",
			"-c",
			`exit ${Number(process.exitCode ?? 0)}`
		], {});
	} catch {}
	process.exit();
}
// src/errors/usage-error.ts
/**
* What the argument parser complains about, in words that show no argument: one that is wrong may be a token
* gone astray.
*/
function toUsageError({ code, message }, program) {
	const hint = /\(Did you mean [^()]*\)/.exec(message)?.[0].replace("one of ", "");
	const quoted = /'(.*?)'/s.exec(message)?.[1] ?? "";
	const names = program.commands.map((command) => command.name()).join(", ");
	switch (code) {
		case "commander.help": return usageError("Name one of the commands.", `Commands: ${names}.`);
		case "commander.unknownCommand": return usageError(hint ? `There is no command "${quoted}".` : "There is no such command.", hint ?? `Commands: ${names}.`);
		case "commander.unknownOption": return toUnknownFlagError(quoted, hint);
		case "commander.excessArguments": return usageError(`Too many arguments${quoted && ` for ${quoted}`}.`);
		default: return usageError(`${message.replace(/^error: /, "").replace(/^./, (first) => first.toUpperCase())}.`);
	}
}
function toUnknownFlagError(argument, hint) {
	if (/^--?(api-?|access-?|refresh-?)?(token|secret|password|key)s?\b/i.test(argument)) return usageError("Secrets are not taken from the command line, where other programs and the history of the shell see them.", "Set QCI_TOKEN, or give --api-token-file FILE (- for standard input).");
	const name = /^--[a-z][a-z-]{0,30}(?==|$)|^-[a-z]/i.exec(argument)?.[0];
	return usageError(name ? `There is no flag ${name}.` : "There is no such flag.", hint);
}
// src/commands/parse-flag.ts
/**
* Reads the value of a flag as a whole number.
*
* @throws CommandError (usage) that names the flag and shows no value.
*/
function parseWholeNumber(text, { flag, min, max }) {
	const number = Number(text);
	if (/^\d+$/.test(text) && number >= min && number <= max) return number;
	throw usageError(`${flag} must be a whole number from ${min} to ${max}.`);
}
/** Collects the values of a flag that may be given several times. */
function collect(text, previous = []) {
	return [...previous, text];
}
// src/commands/api.ts
/** `qci-auth api PATH`: an authenticated request to any path of the API. */
const api = {
	name: "api",
	description: "make an authenticated request and print the response",
	args: { "<path>": "path below the address of the API, such as optimization/v1/jobs" },
	flags: [
		{
			syntax: "-X, --method <method>",
			description: "the HTTP method (default: GET, or POST with a body)",
			values: [
				"GET",
				"POST",
				"PUT",
				"PATCH",
				"DELETE",
				"HEAD",
				"OPTIONS"
			]
		},
		{
			syntax: "-d, --data <data>",
			description: "the body; @FILE reads it from a file, - or @- from standard input"
		},
		{
			syntax: "-f, --field <name=text>",
			description: "a text of a JSON body; may be given several times",
			parse: collect
		},
		{
			syntax: "-F, --json-field <name=json>",
			description: "a JSON value of a JSON body; may be given several times",
			parse: collect
		},
		{
			syntax: "-H, --header <line>",
			description: "an additional header, \"Name: value\"; may be given several times",
			parse: collect
		},
		{
			syntax: "-i, --include",
			description: "print the status and the headers of the response too"
		},
		{
			syntax: "-o, --output <file>",
			description: "write the body to a file: the whole body, or nothing on failure"
		},
		{
			syntax: "--silent",
			description: "print no body"
		},
		{
			syntax: "--retry <count>",
			description: "retry failed GET, HEAD, PUT, DELETE and OPTIONS requests this often",
			parse: (text) => parseWholeNumber(text, {
				flag: "--retry",
				min: 0,
				max: 100
			})
		},
		{
			syntax: "-v, --verbose",
			description: "print the heads of requests and responses to standard error, without tokens"
		}
	],
	examples: [
		"qci-auth api optimization/v1/jobs",
		"qci-auth api optimization/v1/jobs --data @job.json",
		"qci-auth api optimization/v1/jobs -f job_name=first -F num_samples=5",
		"qci-auth api optimization/v1/jobs/7 --method DELETE --include",
		`echo '{"name": "x"}' | qci-auth api optimization/v1/jobs --data - | jq -r .id`
	],
	notes: "--timeout counts from the last byte that was sent or received: a transfer in progress is not cut off.",
	async run({ flags, args: [path = ""] }) {
		if (flags.silent && flags.output !== void 0) throw usageError("--silent and --output exclude each other.");
		const { callApi } = await import("./call-api.js");
		await callApi(path, flags);
	}
};
// src/commands/command.ts
/** Adds a command to the parser. */
function defineCommand(program, definition) {
	const { name, description, args = {}, flags = [], examples, notes, run } = definition;
	const command = program.command(name).description(description);
	for (const [syntax, text] of Object.entries(args)) command.argument(syntax, text);
	for (const flag of flags) command.addOption(toOption(flag));
	command.addHelpText("after", formatExamples(examples) + (notes === void 0 ? "" : `\n${notes}\n`)).action(() => run({
		flags: command.optsWithGlobals(),
		args: command.args,
		program
	}));
}
/** The examples at the end of a help text. */
function formatExamples(lines) {
	return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}
function toOption({ syntax, description, choices, parse }) {
	const option = new Option(syntax, description);
	if (choices) option.choices(choices);
	const toValue = parse ?? (choices && ((text) => parseChoice(text, option.long, choices)));
	return toValue ? option.argParser(toValue) : option;
}
function parseChoice(text, flag, choices) {
	if (choices.includes(text)) return text;
	throw usageError(`${flag} must be one of ${choices.join(", ")}.`);
}
// src/commands/doctor.ts
/** `qci-auth doctor`: what works, what fails, and what to do about it. */
const doctor = {
	name: "doctor",
	description: "diagnose the configuration, the connection and the API, step by step",
	flags: [{
		syntax: "--json",
		description: "print the diagnosis as JSON"
	}],
	examples: ["qci-auth doctor", "qci-auth doctor --json | jq -r .firstThingToDo"],
	async run({ flags }) {
		const { runDoctor } = await import("./run-doctor.js");
		await runDoctor(flags);
	}
};
// src/commands/with-session.ts
/** Runs a command with the API. Loads the client only now: help and shell completions do without. */
const withSession = async (...parameters) => {
	await (await import("./session2.js")).withSession(...parameters);
};
// src/commands/headers.ts
/** `qci-auth headers`: the headers of an authenticated request, for curl and similar programs. */
const headers = {
	name: "headers",
	description: "print the headers of an authenticated request",
	flags: [{
		syntax: "--json",
		description: "print them as a JSON object"
	}],
	examples: ["qci-auth headers | curl -H @- \"$QCI_API_URL/optimization/v1/jobs\"", "qci-auth headers --json | jq -r .Authorization"],
	run: ({ flags }) => withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
		const fields = await client.getHeadersWithoutConnectionClose(deadline);
		if (flags.json) return printJson(fields);
		const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
		return print(lines.join(""));
	})
};
// src/commands/health.ts
/** `qci-auth health`: the auth API's health check. */
const health = {
	name: "health",
	description: "check the API's health; needs no API token",
	flags: [{
		syntax: "--json",
		description: "print the API's response as JSON"
	}],
	examples: ["qci-auth health", "until qci-auth health; do sleep 5; done"],
	run: ({ flags }) => withSession(flags, { apiToken: false }, async ({ client, deadline }) => {
		const body = await client.getAccessTokensHealth(deadline);
		await (flags.json ? printJson(body) : printText(`${body.message}\n`));
	})
};
// src/commands/mock.ts
/** `qci-auth mock`: runs a mock of the auth API until Ctrl-C or SIGTERM. */
const mock = {
	name: "mock",
	description: "run a mock of the auth API, and print the line that points a shell at it",
	flags: [
		{
			syntax: "--port <port>",
			description: "the port to listen on (default: a free one)",
			parse: (text) => parseWholeNumber(text, {
				flag: "--port",
				min: 0,
				max: 65535
			})
		},
		{
			syntax: "--token-lifetime <seconds>",
			description: "lifetime of the access tokens (default: 3600)",
			parse: (text) => parseWholeNumber(text, {
				flag: "--token-lifetime",
				min: 1,
				max: 3e9
			})
		},
		{
			syntax: "--scenario <name>",
			description: "the scenario to start with, such as expired, revoked, outage or flaky"
		}
	],
	examples: ["qci-auth mock --port 4010", "qci-auth mock --scenario flaky"],
	notes: "Needs the package @qci-client/auth-mock. Press Ctrl-C to stop. Its API token is public, and only mocks accept it.",
	run: ({ flags }) => serveMock(flags)
};
async function serveMock(flags) {
	try {
		var _usingCtx$1 = _usingCtx();
		const module = await importMock();
		const server = _usingCtx$1.a(await start(module, {
			port: flags.port,
			lifetimeMs: flags.tokenLifetime === void 0 ? void 0 : flags.tokenLifetime * 1e3,
			scenario: flags.scenario,
			onExchange: ({ method, path, response, state }) => log(`${method} ${path} ${response ? response.status : state}`)
		}));
		const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
		const style = createStyle(process.stderr);
		log(`Mock of QCi's auth API listening on ${server.url}. Run this line in a shell; press Ctrl-C to stop:\n`);
		await print(`${toShellLine(server)}\n`);
		log(style("dim", "\nRequests:"));
		await stopped;
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/**
* Loads the mock, an optional peer dependency.
*
* @throws CommandError (usage) that says how to install it.
*/
async function importMock() {
	try {
		return await import("@qci-client/auth-mock/server");
	} catch (error) {
		if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
		throw usageError("The mock is not installed.", "Run: npm install --save-dev @qci-client/auth-mock (with --global if qci-auth is installed globally).");
	}
}
async function start({ startAuthMockServer }, options) {
	try {
		return await startAuthMockServer(options);
	} catch (error) {
		const { code, message } = error;
		if (code === "EADDRINUSE") throw usageError(`Port ${options.port} is in use: choose another --port.`);
		if (code === "EACCES") throw usageError(`No permission to listen on port ${options.port}: choose a --port above 1023.`);
		if (error instanceof TypeError) throw usageError(`${message}.`);
		throw error;
	}
}
/** Sets the variables in a POSIX shell, or in PowerShell on Windows. */
function toShellLine({ env }) {
	const { QCI_API_URL, QCI_TOKEN } = env;
	return process.platform === "win32" ? `$env:QCI_API_URL = '${QCI_API_URL}'; $env:QCI_TOKEN = '${QCI_TOKEN}'` : `export QCI_API_URL=${QCI_API_URL} QCI_TOKEN=${QCI_TOKEN}`;
}
function log(text) {
	process.stderr.write(`${escapeControls(text)}\n`);
}
// src/output/token-formats.ts
/** An access token as JSON for scripts. */
function toTokenJson(info) {
	return {
		accessToken: info.accessToken,
		tokenType: "Bearer",
		...toExpiry(info),
		organizationId: info.organizationId,
		userId: info.userId
	};
}
/** The expiry of a token in two forms. */
function toExpiry({ expiresAtMs }) {
	const expiresAtEpoch = Math.floor(expiresAtMs / 1e3);
	return {
		expiresAt: (/* @__PURE__ */ new Date(expiresAtEpoch * 1e3)).toISOString().replace(".000Z", "Z"),
		expiresAtEpoch
	};
}
/** Lines for a shell, direnv or `node --env-file`. */
function toExports(info) {
	const { expiresAt, expiresAtEpoch } = toExpiry(info);
	const variables = {
		QCI_ACCESS_TOKEN: info.accessToken,
		QCI_ACCESS_TOKEN_EXPIRES_AT: expiresAt,
		QCI_ACCESS_TOKEN_EXPIRES_AT_EPOCH: String(expiresAtEpoch)
	};
	return Object.entries(variables).map(([name, value]) => `export ${name}=${quoteForShell(value)}\n`).join("");
}
/** Quotes a text only where a shell needs it: not every reader of such files understands quotes. */
function quoteForShell(text) {
	return /^(?!~)[\w.:+/=~-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
/** `qci-auth token`: prints an access token. */
const token = {
	name: "token",
	description: "print an access token",
	flags: [{
		syntax: "--json",
		description: "print the token with its expiry and its owner as JSON"
	}, {
		syntax: "--format <format>",
		description: "env is lines for a shell (default: text)",
		choices: [
			"text",
			"json",
			"env"
		]
	}],
	examples: [
		"qci-auth token",
		"qci-auth token --json | jq -r .expiresAt",
		"eval \"$(qci-auth token --format env)\"    # sets QCI_ACCESS_TOKEN",
		"pass show qci | qci-auth token --api-token-file -"
	],
	async run({ flags }) {
		if (flags.json && flags.format && flags.format !== "json") throw usageError(`--json and --format ${flags.format} exclude each other.`);
		const format = flags.json ? "json" : flags.format;
		await withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
			const info = await client.getAccessTokenInfo(deadline);
			if (format === "json") await printJson(toTokenJson(info));
			else await print(format === "env" ? toExports(info) : `${info.accessToken}\n`);
		});
	}
};
// src/commands/version.ts
/** `qci-auth version`: the version of the auth API. The version of the command is `--version`. */
const version = {
	name: "version",
	description: "show the API's version; needs no API token",
	flags: [{
		syntax: "--json",
		description: "print the API's response as JSON"
	}],
	examples: ["qci-auth version", "qci-auth --version       # the version of this command"],
	run: ({ flags }) => withSession(flags, { apiToken: false }, async ({ client, deadline }) => {
		const body = await client.getAccessTokensVersion(deadline);
		await (flags.json ? printJson(body) : printText(`${body.application_name} ${body.version}\n`));
	})
};
// src/commands/whoami.ts
/** `qci-auth whoami`: the owner of the API token. */
const whoami = {
	name: "whoami",
	description: "show the user and the organization of the API token",
	flags: [{
		syntax: "--json",
		description: "print them as JSON"
	}],
	examples: ["qci-auth whoami", "qci-auth whoami --json | jq -r .organizationId"],
	run: ({ flags }) => withSession(flags, { apiToken: true }, async ({ client, deadline }) => {
		const userId = await client.getUserId(deadline);
		const organizationId = await client.getOrganizationId(deadline);
		const { expiresAt } = toExpiry(await client.getAccessTokenInfo(deadline));
		if (flags.json) return printJson({
			userId,
			organizationId,
			url: client.url
		});
		return printText(`User          ${userId}\nOrganization  ${organizationId}\nAPI           ${client.url}\nToken until   ${expiresAt}\n`);
	})
};
// src/config/global-flags.ts
/** The longest delay of Node's timers, in whole days. */
const MAX_SECONDS = 2073600;
/** Adds the flags that every command takes. */
function addGlobalFlags(program) {
	return program.option("--url <url>", "address of the API (default: $QCI_API_URL)").option("--api-token-file <file>", "file with the API token, - for standard input (default: $QCI_TOKEN)").option("--profile <name>", "account of the configuration file (default: $QCI_PROFILE)").option("--timeout <seconds>", `time limit (default: 30)`, parseSeconds).option("--allow-insecure", "allow http: to other machines, which exposes the tokens on the network");
}
function parseSeconds(text) {
	const seconds = Number(text);
	if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= MAX_SECONDS) return seconds;
	throw usageError(`--timeout must be a number of seconds above 0, at most ${MAX_SECONDS}.`);
}
// src/program.ts
const EXAMPLES = [
	"qci-auth token",
	"qci-auth headers | curl -H @- \"$QCI_API_URL/optimization/v1/jobs\"",
	"qci-auth api optimization/v1/jobs --data @job.json",
	"qci-auth doctor"
];
const NOTES = `
Environment:
  QCI_API_URL            address of the API, such as https://api.qci-prod.com
  QCI_TOKEN              your API token
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY
                         the proxy, and the hosts reached without it
  NODE_EXTRA_CA_CERTS    a file with additional CA certificates
  NO_COLOR               no colours

Exit status:
  0 success, 2 wrong usage or configuration, 3 rejected (401, 403),
  4 unreachable, 5 invalid response, 6 another HTTP error, 130 interrupted
`;
/** Creates the parser with all commands. It throws instead of exiting, and prints nothing but help. */
function createProgram() {
	const style = createStyle(process.stdout);
	const program = addGlobalFlags(new Command("qci-auth")).description("Access tokens and requests for QCi's web API.").version(VERSION, "-V, --version", "show the version of this command").helpOption("-h, --help", "show help").helpCommand("help [command]", "show the help of a command").exitOverride().configureOutput({
		outputError: () => {},
		getOutHasColors: () => hasColours(process.stdout)
	}).configureHelp({
		showGlobalOptions: true,
		styleTitle: (title) => style("bold", title)
	}).addHelpText("after", formatExamples(EXAMPLES) + NOTES);
	defineCommand(program, token);
	defineCommand(program, headers);
	defineCommand(program, api);
	defineCommand(program, whoami);
	defineCommand(program, health);
	defineCommand(program, version);
	defineCommand(program, doctor);
	defineCommand(program, mock);
	return program;
}
// src/main.ts
/** Runs the command and sets the exit status. */
async function main(args) {
	const program = createProgram();
	try {
		await program.parseAsync(args, { from: "user" });
	} catch (error) {
		const isParsing = error instanceof CommanderError;
		if (isParsing && error.exitCode === 0) return;
		const { message, advice, exitStatus } = await describe(isParsing ? toUsageError(error, program) : error);
		const isBare = isParsing && args.length === 0;
		if (!isBare) printError({
			message,
			advice: advice ?? adviseOnStatus(exitStatus)
		});
		process.exitCode = isBare ? EXIT.usage : exitStatus;
	}
}
async function describe(error) {
	if (error instanceof CommandError) return error;
	const { toProblem } = await import("./to-problem2.js");
	return toProblem(error, { env: process.env });
}
/** What to do when no better advice is known. */
function adviseOnStatus(status) {
	return status === EXIT.unreachable ? "Run \"qci-auth doctor\" to diagnose the connection." : void 0;
}
// src/bin.ts
process.removeAllListeners("warning");
guardOutput();
await main(process.argv.slice(2));
await flush();
endProcess();
export {};
