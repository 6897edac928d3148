import { t as withSession } from "./session.js";
import { a as TransportError, t as ofConnection } from "./to-problem.js";
import { n as printWarning } from "./stderr.js";
import { c as openInput, l as toInputError, m as sendHttpRequest, p as findHeader, u as findRoute } from "./parse-url.js";
import { a as EXIT, i as usageError, o as toExitStatus, r as CommandError } from "./deadline.js";
import { a as escapeJsonControls, i as escapeControls, n as createStyle, t as _usingCtx } from "./usingCtx.js";
import { r as print } from "./stdout.js";
import { rmSync } from "node:fs";
import { validateHeaderName, validateHeaderValue } from "node:http";
import { setTimeout } from "node:timers/promises";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { Readable, pipeline } from "node:stream";
// src/api/fields.ts
/**
* Builds the JSON object of `--field` and `--json-field`.
*
* @throws CommandError (usage) that shows no value.
*/
function parseFields({ texts, values }) {
	const fields = [...texts.map((field) => split(field, "--field", "name=text")), ...values.map((field) => {
		const [name, json] = split(field, "--json-field", "name=JSON");
		return [name, parseJson(json)];
	})];
	return Object.fromEntries(fields);
}
function split(field, flag, form) {
	const index = field.indexOf("=");
	if (index > 0) return [field.slice(0, index), field.slice(index + 1)];
	throw usageError(`${flag} must be like ${form}.`);
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		throw usageError("--json-field: the value is not JSON.", `Write texts in quotes: 'name="text"', or give --field.`);
	}
}
// src/api/request-body.ts
/** Standard input up to this size is kept in memory: it then has a length and can be sent again. */
const MAX_KEPT_BYTES = 1048576;
/** A body that is in memory. */
function toTextBody(content) {
	return {
		sizeBytes: Buffer.byteLength(content),
		isReplayable: true,
		open: () => Promise.resolve(content)
	};
}
/**
* A body from a file or standard input (`-`), which is streamed.
*
* @throws CommandError (usage) when it cannot be opened.
*/
async function openBody(file, options) {
	const first = await openInput(file, options);
	if (file === "-") return readStandardInput(first.stream, options);
	let isFirst = true;
	return {
		sizeBytes: first.sizeBytes,
		isReplayable: first.sizeBytes !== void 0,
		async open() {
			const { stream } = isFirst ? first : await openInput(file, options);
			isFirst = false;
			return wordErrors$1(stream, options);
		}
	};
}
async function readStandardInput(stream, options) {
	const chunks = wordErrors$1(stream, options)[Symbol.asyncIterator]();
	const kept = [];
	let bytes = 0;
	while (bytes <= MAX_KEPT_BYTES) {
		const { done, value } = await untilAborted(chunks.next(), options);
		if (done) return toTextBody(Buffer.concat(kept));
		kept.push(value);
		bytes += value.length;
	}
	const rest = { [Symbol.asyncIterator]: () => chunks };
	return {
		sizeBytes: void 0,
		isReplayable: false,
		open: async () => joinChunks(kept, rest)
	};
}
async function* joinChunks(first, rest) {
	yield* first;
	yield* rest;
}
async function* wordErrors$1(stream, options) {
	try {
		yield* stream;
	} catch (error) {
		throw toInputError(error, options);
	}
}
/** Settles like the promise, or rejects when the time has passed. */
async function untilAborted(promise, options) {
	const { signal } = options;
	let stop = () => {};
	const aborted = new Promise((_, reject) => {
		stop = () => reject(toInputError(signal.reason, options));
		signal.addEventListener("abort", stop, { once: true });
	});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
// src/api/request.ts
/**
* Reads the flags of a request. Sends nothing.
*
* @throws CommandError (usage) that shows no value.
*/
async function toRequest(flags, signal) {
	const body = await toBody(flags, signal);
	const method = parseMethod(flags.method ?? (body ? "POST" : "GET"));
	const headers = (flags.header ?? []).map(parseHeader);
	if (body && /^(GET|HEAD)$/.test(method)) throw usageError(`A ${method} request has no body: omit --data and the fields, or give another --method.`);
	const has = (name) => headers.some(([each]) => each.toLowerCase() === name);
	if (body && !has("content-type")) headers.push(["Content-Type", "application/json"]);
	if (!has("accept")) headers.push(["Accept", "*/*"]);
	if (!has("accept-encoding")) headers.push(["Accept-Encoding", "identity"]);
	return {
		method,
		headers,
		body
	};
}
async function toBody({ data, field = [], jsonField = [] }, signal) {
	if (field.length + jsonField.length > 0) {
		if (data !== void 0) throw usageError("--data and the fields exclude each other.");
		return toTextBody(JSON.stringify(parseFields({
			texts: field,
			values: jsonField
		})));
	}
	if (data === void 0) return void 0;
	if (data === "-") return openBody("-", {
		flag: "--data",
		signal
	});
	return data.startsWith("@") ? openBody(data.slice(1), {
		flag: "--data",
		signal
	}) : toTextBody(data);
}
function parseMethod(text) {
	const method = text.toUpperCase();
	if (/^[\w!#$%&'*+.^`|~-]+$/.test(method) && !/^(CONNECT|TRACE|TRACK)$/.test(method)) return method;
	throw usageError("--method must be an HTTP method such as GET, POST or DELETE.");
}
/** Headers that the command or the connection sets. */
const OWN_HEADERS = /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect)$/i;
function parseHeader(line) {
	const [, name = "", text = ""] = /^([^:\s]+):(.*)$/s.exec(line) ?? [];
	const value = text.trim();
	if (/^(proxy-)?authorization$/i.test(name)) throw usageError(`--header: omit ${name}. Authorization is added automatically.`);
	if (OWN_HEADERS.test(name)) throw usageError(`--header: omit ${name}. It is set automatically.`);
	try {
		validateHeaderName(name);
		validateHeaderValue(name, value);
	} catch {
		throw usageError("--header must be like \"Name: value\".");
	}
	return [name, value];
}
// src/api/retry.ts
/** The longest time that the API may ask to wait, in milliseconds; for more, the response is returned. */
const MAX_RETRY_AFTER_MS = 12e4;
/** The first and the longest delay without Retry-After, in milliseconds. */
const DELAY_MS = {
	first: 1e3,
	longest: 3e4
};
/**
* Checks that a request can be repeated.
*
* @throws CommandError (usage) when the method is not idempotent (RFC 9110 section 9.2.2) or the body is not kept.
*/
function assertRetryable({ method, body }) {
	if (!/^(GET|HEAD|PUT|DELETE|OPTIONS)$/.test(method)) throw usageError(`--retry is for GET, HEAD, PUT, DELETE and OPTIONS: a ${method} might be executed twice.`);
	if (body && !body.isReplayable) throw usageError("--retry needs a body that can be sent again: a file, or standard input up to 1 MiB.");
}
/** Sends a request, and again after connection failures and 408, 429, 500, 502, 503 and 504. */
async function sendWithRetries(send, { retries, deadline, onRetry }) {
	for (let attempt = 0;; attempt += 1) {
		const outcome = await send().catch((error) => {
			if (error instanceof TransportError && attempt < retries) return error;
			throw error;
		});
		const delayMs = toDelayMs(outcome, attempt);
		if (attempt >= retries || delayMs === void 0) return outcome;
		onRetry(outcome, delayMs);
		if (!(outcome instanceof TransportError)) outcome.discard();
		deadline.restart(delayMs);
		await setTimeout(delayMs, void 0, { signal: deadline.signal });
	}
}
/** How long to wait before the next attempt; undefined when the outcome is final. */
function toDelayMs(outcome, attempt) {
	const backoffMs = Math.min(DELAY_MS.first * 2 ** attempt, DELAY_MS.longest);
	if (outcome instanceof TransportError) return backoffMs;
	if (![
		408,
		429,
		500,
		502,
		503,
		504
	].includes(outcome.status)) return void 0;
	const retryAfterMs = parseRetryAfter(findHeader(outcome.headers, "retry-after"));
	if (retryAfterMs === void 0) return backoffMs;
	return retryAfterMs <= MAX_RETRY_AFTER_MS ? retryAfterMs : void 0;
}
/** Retry-After in milliseconds, from seconds or an HTTP date (RFC 9110 section 10.2.3). */
function parseRetryAfter(text, nowMs = Date.now()) {
	if (text === void 0) return void 0;
	if (/^\d+$/.test(text)) return Number(text) * 1e3;
	const atMs = Date.parse(text);
	return Number.isNaN(atMs) ? void 0 : Math.max(0, atMs - nowMs);
}
// src/api/follow-redirect.ts
/**
* What a response redirects to, by the rules of `fetch`: 303 and a redirected POST become GET without a body, 307 and
* 308 keep method and body. Undefined when it is no redirect that can be followed.
*/
function toRedirect({ status, headers, url }, method) {
	const location = findHeader(headers, "location");
	if (![
		301,
		302,
		303,
		307,
		308
	].includes(status) || location === void 0) return void 0;
	if (!URL.canParse(location, url)) return void 0;
	const target = new URL(location, url);
	if (!/^https?:$/.test(target.protocol) || target.username || target.password) return void 0;
	const becomesGet = status === 303 ? !/^(GET|HEAD)$/.test(method) : status < 303 && method === "POST";
	return {
		url: target,
		method: becomesGet ? "GET" : method,
		keepsBody: !becomesGet
	};
}
// src/api/send-authenticated.ts
/**
* Sends a request with an access token. A 401 triggers one renewal and one retry, if the body can be sent again.
* Redirects are followed; the token is sent to the API's own origin only.
*
* @throws TransportError, what the client throws when there is no access token, or the deadline's reason.
*/
async function sendAuthenticated(url, request, context) {
	const { client, deadline } = context;
	const accessToken = await client.getAccessToken(deadline);
	const response = await sendWithRedirects(url, request, {
		...context,
		accessToken
	});
	if (response.status !== 401 || !client.isTrusted(response.url.href)) return response;
	if (request.body && !request.body.isReplayable) return response;
	const replacement = await client.replaceAccessToken(accessToken, deadline);
	if (replacement === void 0) return response;
	response.discard();
	return sendWithRedirects(url, request, {
		...context,
		accessToken: replacement
	});
}
async function sendWithRedirects(start, request, context) {
	let { method, body } = request;
	let url = start;
	for (let redirects = 0;; redirects += 1) {
		const response = await sendOnce(url, {
			...request,
			method,
			body
		}, context);
		const redirect = redirects < 20 ? toRedirect(response, method) : void 0;
		if (!redirect || redirect.keepsBody && body && !body.isReplayable) return response;
		response.discard();
		url = redirect.url;
		method = redirect.method;
		if (!redirect.keepsBody) body = void 0;
	}
}
async function sendOnce(url, { method, headers: given, body }, { client, deadline, env, accessToken, onRequest, onResponse }) {
	const headers = body ? [...given] : given.filter(([name]) => !/^content-(type|encoding|language|location)$/i.test(name));
	if (body?.sizeBytes !== void 0) headers.push(["Content-Length", String(body.sizeBytes)]);
	if (client.isTrusted(url.href)) headers.push(["Authorization", `Bearer ${accessToken}`]);
	onRequest?.({
		method,
		url,
		headers
	});
	const response = await sendHttpRequest({
		method,
		url,
		headers,
		body: await body?.open()
	}, {
		route: findRoute(url, env),
		signal: deadline.signal,
		onProgress: () => deadline.restart()
	});
	onResponse?.(response);
	return response;
}
// src/api/target.ts
/**
* The URL of a path of the API, by the rules of URLs: `jobs` is below the API's address, `/jobs` at the root of its
* host.
*
* @throws CommandError (usage) when it is on another host, to which the access token must not be sent.
*/
function toTarget(path, api) {
	const url = URL.canParse(path, api.url) ? new URL(path, api.url) : void 0;
	if (!url || url.username || url.password) throw usageError("PATH must be a path of the API, such as optimization/v1/jobs.");
	if (!api.isTrusted(url.href)) throw usageError(`PATH is on another host: the access token is sent to ${new URL(api.url).origin} only.`);
	return url;
}
/** A URL for messages: without the query, which may hold anything. */
function toShown({ origin, pathname }) {
	return origin + pathname;
}
// src/api/decode-body.ts
/** The body of a response, decompressed where the server has compressed it. */
async function* decodeBody(response) {
	const decoder = await createDecoder(response);
	if (!decoder) {
		yield* response.read();
		return;
	}
	let transferError;
	const source = Readable.from((async function* () {
		try {
			yield* response.read();
		} catch (error) {
			transferError = error;
			throw error;
		}
	})());
	try {
		yield* pipeline(source, decoder, () => {});
	} catch {
		if (transferError !== void 0) throw transferError;
		const encoding = findHeader(response.headers, "content-encoding");
		throw new CommandError(`The response from ${toShown(response.url)} cannot be decoded: it is not valid ${encoding}.`, EXIT.invalidResponse, "Try again. If this repeats, a proxy or the server sends a wrong Content-Encoding.");
	}
}
/** Whether {@link decodeBody} changes the bytes. */
function isDecoded({ headers }) {
	return /^(x-)?(gzip|deflate|br)$/i.test(findHeader(headers, "content-encoding") ?? "");
}
async function createDecoder(response) {
	if (!isDecoded(response)) return void 0;
	const encoding = findHeader(response.headers, "content-encoding").toLowerCase().replace("x-", "");
	const { createBrotliDecompress, createGunzip, createInflate } = await import("node:zlib");
	if (encoding === "br") return createBrotliDecompress();
	return encoding === "gzip" ? createGunzip() : createInflate();
}
// src/signals.ts
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/**
* Runs a clean-up before the process dies of a signal. The process then really dies of that signal: shells end a loop
* on Ctrl-C only when they see so.
*
* @param cleanUp - Must be synchronous.
* @returns Removes the handlers.
*/
function onTermination(cleanUp) {
	const remove = () => {
		for (const signal of SIGNALS) process.off(signal, end);
	};
	const end = (signal) => {
		remove();
		cleanUp();
		raise(signal);
	};
	for (const signal of SIGNALS) process.on(signal, end);
	return { [Symbol.dispose]: remove };
}
/** Ends this process by a signal, whose handlers have been removed. */
function raise(signal) {
	process.kill(process.pid, signal);
}
// src/api/file-writer.ts
/**
* Opens a file for writing: a temporary file beside it, which takes its name when it is complete. Devices and pipes are
* written directly.
*
* @throws CommandError (usage) when it cannot be created.
*/
async function openOutputFile(path, flag) {
	try {
		const known = await stat(path).catch(() => void 0);
		if (known?.isDirectory()) throw Object.assign(/* @__PURE__ */ new Error(), { code: "EISDIR" });
		return known && !known.isFile() ? await openDevice(path) : await openTemporary(known ? await realpath(path) : path, known?.mode);
	} catch (error) {
		const { code } = error;
		if (code === "EISDIR") throw usageError(`${flag}: this is a folder.`);
		if (code === "ENOENT") throw usageError(`${flag}: there is no such folder.`);
		throw usageError(`${flag}: the file cannot be written (${code}).`);
	}
}
async function openDevice(path) {
	const file = await open(path, "w");
	return {
		write: (bytes) => wordErrors(file.writeFile(bytes)),
		commit: () => Promise.resolve(),
		[Symbol.asyncDispose]: () => file.close()
	};
}
async function openTemporary(path, mode = 438) {
	const temporary = `${path}.${process.pid}.part`;
	const file = await open(temporary, "wx", mode);
	const termination = onTermination(() => rmSync(temporary, { force: true }));
	let isCommitted = false;
	return {
		write: (bytes) => wordErrors(file.writeFile(bytes)),
		async commit() {
			await wordErrors(file.close().then(() => rename(temporary, path)));
			isCommitted = true;
		},
		async [Symbol.asyncDispose]() {
			termination[Symbol.dispose]();
			if (isCommitted) return;
			await file.close().catch(() => {});
			await rm(temporary, { force: true });
		}
	};
}
async function wordErrors(promise) {
	try {
		return await promise;
	} catch (error) {
		const { code } = error;
		throw new CommandError(`The output file cannot be written (${code}).`, EXIT.unexpected);
	}
}
// src/api/format-json.ts
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/gs;
/**
* Formats JSON for reading without changing a value: numbers keep all their digits, which parsing would not.
*
* @returns Undefined when the text is not JSON, or too deep or large to format.
*/
function formatJson(text, style) {
	try {
		JSON.parse(text);
		return layOut(text.match(TOKEN) ?? [], style);
	} catch {
		return;
	}
}
function layOut(tokens, style) {
	const parts = [];
	let depth = 0;
	const newLine = () => `\n${"  ".repeat(depth)}`;
	for (const [index, token] of tokens.entries()) {
		const next = tokens[index + 1];
		if (token === "{" || token === "[") {
			const isEmpty = next === "}" || next === "]";
			depth += 1;
			parts.push(token, isEmpty ? "" : newLine());
		} else if (token === "}" || token === "]") {
			depth -= 1;
			parts.push(/^[{[]$/.test(tokens[index - 1] ?? "") ? "" : newLine(), token);
		} else if (token === ",") parts.push(token, newLine());
		else if (token === ":") parts.push(": ");
		else parts.push(paint(escapeJsonControls(token), {
			isName: next === ":",
			style
		}));
	}
	return `${parts.join("")}\n`;
}
function paint(token, { isName, style }) {
	if (!token.startsWith("\"")) return style("yellow", token);
	return style(isName ? "blue" : "green", token);
}
// src/api/response-writer.ts
/** JSON up to this many characters is formatted; more is printed as it arrives. */
const MAX_FORMATTED = 8388608;
/** Writes the bytes to standard output as they arrive. */
const pipeWriter = {
	write: print,
	end: () => Promise.resolve()
};
/** Discards the body. */
const silentWriter = {
	write: () => Promise.resolve(),
	end: () => Promise.resolve()
};
/**
* Writes a body to a terminal: what terminals act on is made visible, and the last line is ended.
*
* JSON is formatted as soon as it is complete: with one JSON value per line (NDJSON), each line when it arrives.
*/
function createTerminalWriter({ contentType, style }) {
	const decoder = new TextDecoder();
	let isHeld = /^\s*(application|text)\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType);
	let held = "";
	let last = "\n";
	const show = async (text) => {
		if (text === "") return;
		last = text.at(-1);
		await print(escapeControls(text));
	};
	const showJson = async (text) => {
		const formatted = formatJson(text, style);
		if (formatted === void 0) await show(text);
		else {
			last = "\n";
			await print(formatted);
		}
	};
	const showHeld = async () => {
		for (let end = held.indexOf("\n"); end >= 0 && /^\s*[[{].*[\]}]\s*$/.test(held.slice(0, end));) {
			const formatted = formatJson(held.slice(0, end), style);
			if (formatted === void 0) break;
			last = "\n";
			await print(formatted);
			held = held.slice(end + 1);
			end = held.indexOf("\n");
		}
		if (held.length <= MAX_FORMATTED) return;
		isHeld = false;
		await show(held);
		held = "";
	};
	const add = async (text) => {
		if (!isHeld) return show(text);
		held += text;
		return showHeld();
	};
	return {
		write: (bytes) => add(decoder.decode(bytes, { stream: true })),
		async end() {
			await add(decoder.decode());
			if (held.trim() !== "") await showJson(held);
			else await show(held);
			held = "";
			if (last !== "\n") await print("\n");
		}
	};
}
// src/api/show-response.ts
/**
* Prints a response: unchanged in a pipe, formatted and safe on a terminal.
*
* @throws CommandError when its status is 400 or more, after it has been printed; TransportError when it breaks off.
*/
async function showResponse(response, options) {
	const { status, statusText, url } = response;
	if (options.include) await print(toHeadBytes(response));
	if (options.output !== void 0 && status < 400) await saveBody(response, options.output);
	else await copyBody(response, createWriter(response, options));
	if (status < 400) return;
	throw new CommandError(`${`${status} ${statusText}`.trim()} for ${options.method} ${toShown(url)}`, toExitStatus(status));
}
function createWriter({ headers }, { silent }) {
	if (silent) return silentWriter;
	if (!process.stdout.isTTY) return pipeWriter;
	return createTerminalWriter({
		contentType: findHeader(headers, "content-type") ?? "",
		style: createStyle(process.stdout)
	});
}
async function copyBody(response, writer) {
	try {
		for await (const bytes of decodeBody(response)) await writer.write(bytes);
	} finally {
		await writer.end();
	}
}
async function saveBody(response, path) {
	try {
		var _usingCtx$1 = _usingCtx();
		const file = _usingCtx$1.a(await openOutputFile(path, "--output"));
		for await (const bytes of decodeBody(response)) await file.write(bytes);
		await file.commit();
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** The status line and the headers, in the bytes of the server; made safe on a terminal. */
function toHeadBytes(response) {
	const { status, statusText, headers } = response;
	const shown = isDecoded(response) ? headers.filter(([name]) => !/^content-(encoding|length)$/i.test(name)) : headers;
	const bytes = Buffer.from(`HTTP/1.1 ${status} ${statusText}\n${formatFields(shown)}\n`, "latin1");
	return process.stdout.isTTY ? Buffer.from(escapeControls(bytes.toString())) : bytes;
}
function formatFields(fields) {
	return fields.map(([name, value]) => `${name.toLowerCase()}: ${value}\n`).join("");
}
// src/api/trace.ts
const SECRET_HEADER = /^(proxy-)?(authorization|authenticate)$|^(set-)?cookie$|token|secret|api-?key/i;
/** Creates the trace of `--verbose`. */
function createTrace() {
	const secrets = /* @__PURE__ */ new Set();
	const print = (prefix, lines) => {
		const text = lines.map((line) => `${prefix} ${redact(line, secrets)}\n`).join("");
		process.stderr.write(escapeControls(`${text}${prefix}\n`));
	};
	return {
		onRequest({ method, url, headers }) {
			for (const [name, value] of headers) if (/^authorization$/i.test(name)) secrets.add(value.replace(/^Bearer /, ""));
			print(">", [
				`${method} ${url.pathname}${url.search} HTTP/1.1`,
				`host: ${url.host}`,
				...headers.map(toLine)
			]);
		},
		onResponse({ status, statusText, headers }) {
			print("<", [`HTTP/1.1 ${status} ${statusText}`, ...headers.map(toLine)]);
		}
	};
}
function toLine([name, value]) {
	const shown = SECRET_HEADER.test(name) ? value.replace(/^(Bearer |Basic )?.*$/s, "$1[redacted]") : value;
	return `${name.toLowerCase()}: ${shown}`;
}
/** Removes tokens that a server repeats, also in URL encoding and Base64. */
function redact(line, secrets) {
	let result = line;
	for (const secret of secrets) for (const form of [
		secret,
		encodeURIComponent(secret),
		Buffer.from(secret).toString("base64")
	]) result = result.replaceAll(form, "[redacted]");
	return result;
}
// src/api/call-api.ts
/** Makes the request of `qci-auth api` and prints the response. */
async function callApi(path, flags) {
	await withSession(flags, {
		apiToken: true,
		countsFromLastByte: true
	}, async ({ client, deadline, env }) => {
		const url = toTarget(path, client);
		const request = await toRequest(flags, deadline.signal);
		if (flags.retry !== void 0 && flags.retry > 0) assertRetryable(request);
		const context = {
			client,
			deadline,
			env,
			...flags.verbose ? createTrace() : void 0
		};
		await showResponse(await sendWithRetries(() => sendAuthenticated(url, request, context), {
			retries: flags.retry ?? 0,
			deadline,
			onRetry(failure, delayMs) {
				const what = failure instanceof TransportError ? ofConnection(failure, {
					env,
					route: findRoute(url, env)
				}).message : `${failure.status} ${failure.statusText} for ${request.method} ${toShown(url)}`;
				printWarning(`${what}\n  Retrying in ${(delayMs / 1e3).toFixed(1)} s.`);
			}
		}), {
			...flags,
			method: request.method
		});
	});
}
export { callApi };
