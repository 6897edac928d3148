import { i as usageError, r as CommandError, t as TimeLimitError } from "./deadline.js";
import { a as TransportError, o as toTransportError } from "./to-problem.js";
import { once } from "node:events";
import { AuthClient } from "@qci-client/auth";
import { constants, createReadStream } from "node:fs";
import { request } from "node:http";
import { setImmediate } from "node:timers/promises";
import { BlockList, Socket, connect, isIP } from "node:net";
import { open, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
// src/http/connect.ts
/** The host of a URL as sockets take it, without the brackets of IPv6. */
function toHost$1({ hostname }) {
	return hostname.replace(/^\[(.*)\]$/, "$1");
}
/** The port of a URL, by default that of its scheme. */
function toPort({ port, protocol }) {
	return Number(port || (protocol === "https:" ? 443 : 80));
}
/**
* Opens the connection that a request to a URL uses: TCP, with a tunnel through the proxy and TLS where needed.
*
* @throws TransportError, or the signal's reason.
*/
async function openConnection(url, route, signal) {
	const transport = await openTransport(url, route, signal);
	return url.protocol === "https:" ? openTls(transport, url, signal) : transport;
}
/**
* Opens what TLS or HTTP then uses: TCP to the host, a tunnel through the proxy (`https:`), or TCP to the proxy
* (`http:`).
*
* @throws TransportError, or the signal's reason.
*/
async function openTransport(url, { proxy }, signal) {
	if (!proxy) return openTcp(url, signal);
	let socket;
	try {
		socket = await openTcp(proxy.url, signal);
		if (proxy.url.protocol === "https:") socket = await openTls(socket, proxy.url, signal);
	} catch (error) {
		signal.throwIfAborted();
		throw toTransportError(error, { isProxy: true });
	}
	return url.protocol === "https:" ? openTunnel(socket, proxy, url, signal) : socket;
}
/**
* Starts TLS on a connection.
*
* @throws TransportError, or the signal's reason.
*/
async function openTls(transport, url, signal) {
	const { connect } = await import("node:tls");
	const host = toHost$1(url);
	return whenReady(connect({
		socket: transport,
		host,
		...isIP(host) === 0 ? { servername: host } : {}
	}), "secureConnect", signal);
}
function openTcp(url, signal) {
	return whenReady(connect({
		host: toHost$1(url),
		port: toPort(url),
		noDelay: true
	}), "connect", signal);
}
/** Requests a tunnel from a proxy (RFC 9110 section 9.3.6). */
async function openTunnel(transport, proxy, url, signal) {
	const { request } = await import("node:http");
	const target = `${url.hostname}:${toPort(url)}`;
	const outgoing = request({
		method: "CONNECT",
		path: target,
		headers: {
			Host: target,
			...proxy.authorization !== void 0 && { "Proxy-Authorization": proxy.authorization }
		},
		createConnection: () => transport,
		signal
	});
	outgoing.end();
	let response;
	try {
		[response] = await once(outgoing, "connect");
	} catch (error) {
		transport.destroy();
		signal.throwIfAborted();
		throw toTransportError(error, { isProxy: true });
	}
	if (response.statusCode === 200) return transport;
	transport.destroy();
	throw new TransportError(`the proxy responded ${[response.statusCode, response.statusMessage].join(" ").trim()} to CONNECT`, `PROXY_STATUS_${response.statusCode}`);
}
async function whenReady(socket, event, signal) {
	try {
		await once(socket, event, { signal });
	} catch (error) {
		socket.on("error", () => {});
		socket.destroy();
		signal.throwIfAborted();
		throw toTransportError(error);
	}
	return socket;
}
// src/http/send-http-request.ts
/** A URL for messages: without the query, which may hold anything. */
function toShown({ origin, pathname }) {
	return origin + pathname;
}
/** Large bodies are written in pieces of this many bytes. */
const PIECE_BYTES = 65536;
/**
* Sends one request over a connection of its own.
*
* Written on `node:http` rather than `fetch`: a response that arrives during an upload is returned instead of the
* broken connection, uploads are streamed with little memory, progress is seen, and it starts faster.
*
* @returns The response, as soon as its head has arrived.
* @throws TransportError, what the body's stream throws, or the signal's reason.
*/
async function sendHttpRequest(request, options) {
	try {
		return await send(request, options);
	} catch (error) {
		if (!(error instanceof TransportError)) throw error;
		throw new TransportError(error.message, error.code, toShown(request.url));
	}
}
async function send({ url, method, headers, body }, { route, signal, onProgress = () => {} }) {
	const socket = await openConnection(url, route, signal);
	socket.setKeepAlive(true, 3e4);
	onProgress();
	const isForwarded = route.proxy !== void 0 && url.protocol === "http:";
	const outgoing = request({
		method,
		path: isForwarded ? url.origin + url.pathname + url.search : url.pathname + url.search,
		setHost: false,
		createConnection: () => socket
	});
	const stop = () => void socket.destroy(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	outgoing.once("close", () => signal.removeEventListener("abort", stop));
	try {
		setHeaders(outgoing, {
			url,
			headers,
			body
		}, isForwarded ? route.proxy?.authorization : void 0);
		return toResponse(await exchange(outgoing, body, onProgress), {
			url,
			signal,
			onProgress,
			close: () => void socket.destroy()
		});
	} catch (error) {
		socket.destroy();
		signal.throwIfAborted();
		throw error;
	}
}
function setHeaders(outgoing, { url, headers, body }, proxyAuthorization) {
	outgoing.setHeader("Host", url.host);
	for (const [name, value] of headers) outgoing.appendHeader(name, value);
	outgoing.setHeader("Connection", "close");
	if (proxyAuthorization !== void 0) outgoing.setHeader("Proxy-Authorization", proxyAuthorization);
	if (typeof body === "string" || body instanceof Uint8Array) outgoing.setHeader("Content-Length", Buffer.byteLength(body));
	else if (body === void 0 && /^(POST|PUT|PATCH)$/.test(outgoing.method)) outgoing.setHeader("Content-Length", 0);
}
/** Sends the body and waits for the head of the response, which may arrive before the body has been sent. */
async function exchange(outgoing, body, onProgress) {
	let hasResponse = false;
	const response = new Promise((resolve, reject) => {
		outgoing.once("response", (incoming) => {
			hasResponse = true;
			resolve(incoming);
		});
		outgoing.once("upgrade", (_incoming, socket) => {
			socket.destroy();
			reject(new TransportError("the server switched to another protocol", "UNEXPECTED_UPGRADE"));
		});
		outgoing.on("error", (error) => reject(toTransportError(error)));
	});
	const upload = writeBody(outgoing, body, {
		onProgress,
		isOver: () => hasResponse || outgoing.destroyed
	});
	return Promise.race([response, upload.then(() => response)]);
}
async function writeBody(outgoing, body, { onProgress, isOver }) {
	for await (const chunk of toChunks(body)) for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
		await write(outgoing, chunk.subarray(start, start + PIECE_BYTES));
		onProgress();
		await setImmediate();
		if (isOver()) return;
	}
	if (!isOver()) outgoing.end();
}
/** Resolves when the operating system has taken the bytes, or the connection has closed. */
function write(outgoing, bytes) {
	return new Promise((resolve) => {
		const end = () => {
			outgoing.off("close", end);
			resolve();
		};
		outgoing.once("close", end);
		outgoing.write(bytes, end);
	});
}
async function* toChunks(body) {
	if (typeof body === "string") yield Buffer.from(body);
	else if (body instanceof Uint8Array) yield body;
	else if (body) yield* body;
}
function toResponse(incoming, { url, signal, onProgress, close }) {
	const { rawHeaders } = incoming;
	onProgress();
	return {
		url,
		status: incoming.statusCode,
		statusText: incoming.statusMessage ?? "",
		headers: rawHeaders.flatMap((name, index) => index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : []),
		async *read() {
			try {
				for await (const chunk of incoming) {
					onProgress();
					yield chunk;
				}
			} catch (error) {
				signal.throwIfAborted();
				throw new TransportError("the connection closed before the response was complete", `RESPONSE_${toTransportError(error).code}`, toShown(url));
			} finally {
				close();
			}
		},
		discard: close
	};
}
// src/http/create-fetch.ts
/**
* Creates the `fetch` option of the client on {@link sendHttpRequest}. It supports what the client uses: string
* bodies, `signal`, and responses that are read by iteration. It follows no redirects.
*/
function createFetch({ findRoute, onProgress, onFailure, onResponse }) {
	return async (input, init) => {
		const url = new URL(typeof input === "string" || input instanceof URL ? input : input.url);
		const sentAtMs = Date.now();
		const response = await sendHttpRequest({
			url,
			method: init?.method ?? "GET",
			headers: Object.entries(init?.headers ?? {}),
			body: init?.body ?? void 0
		}, {
			route: findRoute(url),
			signal: init?.signal ?? new AbortController().signal,
			onProgress
		}).catch((error) => {
			if (error instanceof TransportError) onFailure?.(error);
			throw error;
		});
		onResponse?.(response, sentAtMs);
		return toFetchResponse(response);
	};
}
/** The parts of a `Response` that the client reads. A real one would cost 45 ms at each start of the command. */
function toFetchResponse(response) {
	const { status, statusText, url, headers } = response;
	return {
		url: url.href,
		type: "basic",
		status,
		statusText,
		ok: status >= 200 && status < 300,
		redirected: false,
		headers: { get: (name) => findHeader(headers, name.toLowerCase()) ?? null },
		body: Object.assign(response.read(), { destroy: () => response.discard() })
	};
}
/** The value of a header; several of the same name are joined, as in `Headers`. */
function findHeader(headers, name) {
	const values = headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
	return values.length > 0 ? values.join(", ") : void 0;
}
// src/config/is-loopback.ts
/** Whether a host is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. Same rule as the client's. */
function isLoopback({ hostname }) {
	return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
// src/proxy/no-proxy.ts
/**
* Whether `no_proxy` or `NO_PROXY` names a host, by the rules that curl and Go share: names, which include the names
* below them; `.name` and `*.name`, likewise; addresses and networks (`10.0.0.0/8`); each of them with or without a
* port; `*` for all. Entries are separated by commas or white space.
*/
function isExempt({ hostname, port, protocol }, env) {
	const host = toHost(hostname);
	const actualPort = port || (protocol === "https:" ? "443" : "80");
	return (env["no_proxy"] || env["NO_PROXY"] || "").toLowerCase().split(/[\s,]+/).some((entry) => entry !== "" && (entry === "*" || matches(entry, host, actualPort)));
}
function matches(entry, host, port) {
	if (entry.includes("/")) return isInNetwork(host, entry);
	const withPort = /^(?<name>\[.+\]|[^:]+):(?<port>\d+)$/.exec(entry)?.groups;
	if (withPort && withPort["port"] !== port) return false;
	const name = toHost(withPort?.["name"] ?? entry).replace(/^\*?\./, "");
	return host === name || isIP(host) === 0 && host.endsWith(`.${name}`);
}
function isInNetwork(host, network) {
	const [address = "", prefix = ""] = network.split("/");
	const family = isIP(host);
	if (family === 0 || isIP(toHost(address)) !== family || !/^\d{1,3}$/.test(prefix)) return false;
	const list = new BlockList();
	const type = family === 4 ? "ipv4" : "ipv6";
	try {
		list.addSubnet(toHost(address), Number(prefix), type);
	} catch {
		return false;
	}
	return list.check(host, type);
}
/** Removes the brackets of IPv6 and the dot of the root. */
function toHost(hostname) {
	return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}
// src/proxy/proxy.ts
/** Characters that end the host part of a URL, and what to write for them in a user name or password. */
const ENCODED = {
	"#": "%23",
	"/": "%2F",
	"?": "%3F",
	"\\": "%5C"
};
/**
* Reads the proxy for a scheme: `https_proxy` or `HTTPS_PROXY`, `http_proxy` or `HTTP_PROXY`, lower case first, as in
* curl and Node.
*
* @param scheme - The scheme of the requests: `https:` or `http:`.
* @throws CommandError (usage) that shows no part of the value, which may hold a password.
*/
function readProxy(scheme, env) {
	const name = scheme === "https:" ? "https_proxy" : "http_proxy";
	const variable = [name, name.toUpperCase()].find((each) => env[each]?.trim());
	if (variable === void 0) return void 0;
	const text = env[variable].trim();
	const full = text.includes("://") ? text : `http://${text}`;
	checkCharacters(full, variable);
	const url = URL.canParse(full) ? new URL(full) : void 0;
	if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(full)) throw usageError(`${variable} must be like http://proxy.example:3128. SOCKS and other kinds of proxies are not supported.`, "If it has a user name or password with special characters, URL-encode them: write @ as %40 and : as %3A.");
	const authorization = toAuthorization(url, variable);
	url.username = "";
	url.password = "";
	return {
		variable,
		url,
		host: url.host,
		authorization
	};
}
/** A URL with `#` in its password would be cut there, and a part of the password be taken for the host. */
function checkCharacters(text, variable) {
	const rest = text.slice(text.indexOf("://") + 3).replace(/\/$/, "");
	const found = /[#/?\\]/.exec(rest)?.[0];
	if (found === void 0) return;
	if (rest.includes("@", rest.indexOf(found))) throw usageError(`${variable} has a "${found}" in its user name or password that is not URL-encoded: write it as ${ENCODED[found]}.`);
	throw usageError(`${variable} must end after the host and port: it has a "${found}" there. If that belongs to a password, write it as ${ENCODED[found]}.`);
}
function toAuthorization({ username, password }, variable) {
	if (!username && !password) return void 0;
	try {
		const credentials = [username, password].map(decodeURIComponent).join(":");
		return `Basic ${Buffer.from(credentials).toString("base64")}`;
	} catch {
		throw usageError(`${variable} has a user name or password that is not URL-encoded: write % as %25.`);
	}
}
// src/proxy/route.ts
/**
* Decides how a URL is reached. Every request and the doctor use this decision.
*
* `http:` to this machine never uses a proxy: it is allowed only because it stays on this machine.
*
* @throws CommandError (usage) when the variable of the proxy cannot be used.
*/
function findRoute(url, env) {
	if (url.protocol === "http:" && isLoopback(url)) return {
		proxy: void 0,
		reason: "none: http: to this machine never uses a proxy"
	};
	const proxy = readProxy(url.protocol, env);
	if (!proxy) return {
		proxy,
		reason: `none: ${url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY"} is not set`
	};
	if (isExempt(url, env)) return {
		proxy: void 0,
		reason: "none: NO_PROXY names the host"
	};
	return {
		proxy,
		reason: `${proxy.host} of ${proxy.variable}`
	};
}
// src/config/profile.ts
const KEYS = [
	"url",
	"apiTokenFile",
	"apiTokenVariable",
	"apiTokenCommand"
];
/** The file with the profiles, in the platform's folder for configuration. */
function toProfilesFile(env, platform = process.platform) {
	const folder = platform === "win32" ? env["APPDATA"] ?? join(homedir(), "AppData", "Roaming") : env["XDG_CONFIG_HOME"] || (platform === "darwin" ? join(homedir(), "Library", "Application Support") : join(env["HOME"] || homedir(), ".config"));
	return join(folder, "qci-auth", "profiles.json");
}
/**
* Reads all profiles by name. Without the file there are none.
*
* @throws CommandError (usage) when the file cannot be read or has an error; shows no value of it.
*/
async function readProfiles(env) {
	const file = toProfilesFile(env);
	let text;
	try {
		text = await readFile(file, "utf8");
	} catch (error) {
		const { code } = error;
		if (code === "ENOENT") return /* @__PURE__ */ new Map();
		throw usageError(`The profiles in ${file} cannot be read (${code}).`);
	}
	return parseProfiles(text, file);
}
/**
* Reads one profile.
*
* @param source - The flag or variable that names it, for messages.
* @throws CommandError (usage) when there is no such profile.
*/
async function readProfile(name, source, env) {
	const profiles = await readProfiles(env);
	const profile = profiles.get(name);
	if (profile) return profile;
	const names = [...profiles.keys()];
	throw usageError(`${source}: there is no such profile in ${toProfilesFile(env)}.`, names.length > 0 ? `Profiles: ${names.join(", ")}.` : "See \"qci-auth profile --help\" for its format.");
}
function parseProfiles(text, file) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw usageError(`${file} is not valid JSON.`);
	}
	if (!isObject(value)) throw usageError(`${file} must be a JSON object of profiles by name.`);
	return new Map(Object.entries(value).map(([name, profile]) => {
		checkProfile(profile, `${file}: profile "${name}"`);
		return [name, profile];
	}));
}
function checkProfile(profile, where) {
	if (!isObject(profile)) throw usageError(`${where} must be an object.`);
	for (const [key, value] of Object.entries(profile)) {
		if (/^(api_?)?token$/i.test(key)) throw usageError(`${where} must not contain the token itself.`, `Write where it is: ${KEYS.slice(1).join(", ")}.`);
		if (!KEYS.some((known) => known === key)) throw usageError(`${where} has an unknown key.`, `Keys: ${KEYS.join(", ")}.`);
		const isList = key === "apiTokenCommand";
		if (!(isList ? Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string") : typeof value === "string")) throw usageError(`${where}: ${key} must be ${isList ? "a list of strings" : "a string"}.`);
	}
	if (KEYS.slice(1).filter((key) => key in profile).length > 1) throw usageError(`${where} must name one place of the token only.`);
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
let isStandardInputTaken = false;
/**
* Opens a file, a named pipe or standard input (`-`).
*
* @throws CommandError (usage) when it cannot be opened.
*/
async function openInput(file, { flag, signal }) {
	if (file === "-") return {
		stream: takeStandardInput({
			flag,
			signal
		}),
		sizeBytes: void 0
	};
	try {
		const stats = await stat(file);
		if (stats.isDirectory()) throw Object.assign(/* @__PURE__ */ new Error(), { code: "EISDIR" });
		if (!stats.isFIFO()) return {
			stream: createReadStream(file, { signal }),
			sizeBytes: stats.isFile() ? stats.size : void 0
		};
		const { fd } = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
		return {
			stream: new Socket({
				fd,
				readable: true,
				writable: false,
				signal
			}),
			sizeBytes: void 0
		};
	} catch (error) {
		throw toInputError(error, {
			flag,
			signal
		});
	}
}
/**
* Reads a small file, a named pipe or standard input (`-`) as text.
*
* @throws CommandError (usage) when it cannot be read or is larger than `maxBytes`; the signal's reason, worded for
*   the flag, when the time has passed.
*/
async function readInput(file, options) {
	const { flag, signal, maxBytes } = options;
	const chunks = [];
	let bytes = 0;
	const { stream } = await openInput(file, options);
	const stop = () => void stream.destroy(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	try {
		for await (const chunk of stream) {
			chunks.push(chunk);
			bytes += chunk.length;
			if (bytes > maxBytes) throw usageError(`${flag}: more than ${maxBytes / 1024} KiB. Check that it is the right file.`);
		}
	} catch (error) {
		throw toInputError(error, options);
	} finally {
		signal.removeEventListener("abort", stop);
		stream.destroy();
	}
	return Buffer.concat(chunks).toString();
}
function takeStandardInput({ flag }) {
	if (isStandardInputTaken) throw usageError(`${flag}: another flag already reads standard input.`);
	if (process.stdin.isTTY) throw usageError(`${flag}: standard input is a terminal. Pipe the data in, or name a file.`);
	isStandardInputTaken = true;
	return process.stdin;
}
/** Words an error of opening or reading; other errors are returned as they are. */
function toInputError(error, { flag, signal }) {
	if (signal.reason instanceof TimeLimitError) {
		const { seconds, exitStatus } = signal.reason;
		return new CommandError(`${flag}: the input was not complete within ${seconds} s.`, exitStatus);
	}
	if (error instanceof CommandError) return error;
	const code = error.code ?? "unknown error";
	if (code === "ENOENT") return usageError(`${flag}: there is no such file.`);
	if (code === "EISDIR") return usageError(`${flag}: this is a folder.`);
	if (code === "EACCES" || code === "EPERM") return usageError(`${flag}: no permission to read the file (${code}).`);
	return usageError(`${flag}: the file cannot be read (${code}).`);
}
// src/config/run-token-command.ts
/**
* Runs the program that prints the API token, such as a password manager. Its standard error and input are those of
* this command, so that it can ask for a passphrase.
*
* @param source - The profile, for messages.
* @throws CommandError (usage) when it fails, or the signal's reason.
*/
async function runTokenCommand([program = "", ...args], source, signal) {
	const child = spawn(program, args, {
		stdio: [
			"inherit",
			"pipe",
			"inherit"
		],
		signal
	});
	const ended = new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code, name) => resolve(code ?? name));
	});
	try {
		const [output, status] = await Promise.all([text(child.stdout), ended]);
		if (status === 0) return output;
		throw usageError(`${source}: apiTokenCommand ended with ${typeof status === "number" ? `status ${status}` : status}.`);
	} catch (error) {
		signal.throwIfAborted();
		const { code } = error;
		if (code === void 0) throw error;
		throw usageError(`${source}: apiTokenCommand cannot be run (${code}).`);
	}
}
// src/config/setting.ts
/** A setting, unless the text is blank. White space around it is removed. */
function toSetting(source, text) {
	const value = text?.trim();
	return value ? {
		value,
		source
	} : void 0;
}
// src/config/configuration.ts
/** The largest API token file, in bytes. */
const MAX_TOKEN_BYTES = 65536;
/**
* Finds the profile that `--profile` or `QCI_PROFILE` names.
*
* @throws CommandError (usage) when it does not exist.
*/
async function resolveSources(flags, env) {
	const name = toSetting("--profile", flags.profile) ?? toSetting("QCI_PROFILE", env["QCI_PROFILE"]);
	if (!name) return {
		flags,
		env,
		profile: void 0
	};
	return {
		flags,
		env,
		profile: {
			...await readProfile(name.value, name.source, env),
			label: `profile "${name.value}"`
		}
	};
}
/**
* The API's address. Blank counts as absent.
*
* @throws CommandError (usage) when there is none.
*/
function resolveUrl({ flags, env, profile }) {
	const url = toSetting("--url", flags.url) ?? (profile && toSetting(profile.label, profile.url)) ?? toSetting("QCI_API_URL", env["QCI_API_URL"]);
	if (url) return url;
	throw usageError("No API address: set QCI_API_URL, or give --url. For QCi it is https://api.qci-prod.com.");
}
/**
* The API token. A file, standard input or a profile that yields none is an error: the environment is not used
* instead, because its token may be that of another account.
*
* @throws CommandError (usage) when there is none or it cannot be read; the signal's reason when the time has passed.
*/
async function resolveApiToken({ flags, env, profile }, signal) {
	const file = flags.apiTokenFile;
	if (file !== void 0) {
		const flag = "--api-token-file";
		return requireToken(flag, await readInput(file, {
			flag,
			signal,
			maxBytes: MAX_TOKEN_BYTES
		}));
	}
	if (profile?.apiTokenFile !== void 0) {
		const flag = profile.label;
		return requireToken(flag, await readInput(profile.apiTokenFile, {
			flag,
			signal,
			maxBytes: MAX_TOKEN_BYTES
		}));
	}
	if (profile?.apiTokenVariable !== void 0) {
		const variable = profile.apiTokenVariable;
		return requireToken(`${variable} (${profile.label})`, env[variable]);
	}
	if (profile?.apiTokenCommand) return requireToken(profile.label, await runTokenCommand(profile.apiTokenCommand, profile.label, signal));
	const token = toSetting("QCI_TOKEN", env["QCI_TOKEN"]);
	if (token) return token;
	throw usageError("No API token: set QCI_TOKEN, or give --api-token-file FILE (- for standard input).");
}
function requireToken(source, text) {
	const token = toSetting(source, text);
	if (token) return token;
	throw usageError(`${source}: there is no API token in it.`);
}
/**
* Whether `http:` to other machines is allowed, by `--allow-insecure` or `QCI_ALLOW_INSECURE`.
*
* @throws CommandError (usage) when the variable is neither true, 1, false nor 0.
*/
function isInsecureAllowed({ flags, env }) {
	const text = env["QCI_ALLOW_INSECURE"]?.trim() ?? "";
	if (!/^(true|1|false|0|)$/i.test(text)) throw usageError("QCI_ALLOW_INSECURE must be true, 1, false or 0.");
	return flags.allowInsecure === true || /^(true|1)$/i.test(text);
}
// src/config/create-client.ts
/** Creates the client of a command. */
function createClient(settings) {
	const { url, apiToken, timeoutSeconds, fetch, onEvent } = settings;
	return new AuthClient({
		url: url.href,
		apiToken: apiToken?.value ?? (() => Promise.reject(/* @__PURE__ */ new Error("This command needs no API token."))),
		timeoutMs: timeoutSeconds === void 0 ? void 0 : timeoutSeconds * 1e3,
		allowInsecure: true,
		env: {},
		fetch,
		onEvent
	});
}
// src/config/parse-api-token.ts
/** Mistakes of copying, quoting and templating, and what to do. The first that applies is reported. */
const MISTAKES = [
	[/^["'`‘’“”«»]|["'`‘’“”«»]$/, "is in quotes. Remove the quotes"],
	[/^(authorization\s*:\s*)?bearer(\s|$)/i, "begins with \"Bearer\". Remove that word"],
	[/^(undefined|null|\[object .*\])$/, "is the text of a missing value. Check how it is set"],
	[/^[A-Z_]*TOKEN\s*=/i, "begins with the name of a variable. Keep only what follows the \"=\""],
	[/\\[nrt]/, String.raw`contains a literal "\n", "\r" or "\t". Remove it`],
	[/(?!-)[\p{Pd}\u2212]/u, "contains a dash that is not ASCII. Copy the token again"],
	[/[\r\n]/, "has several lines. Keep only the line of the token"],
	[/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u, "contains a control or invisible character. Copy the token again"]
];
/** Longer than any header that servers accept. */
const MAX_LENGTH = 16384;
/**
* Checks an API token before anything is sent.
*
* @throws CommandError (usage) that names the flag or variable and shows no part of the token.
*/
function parseApiToken(setting) {
	const { value, source } = setting;
	const mistake = value.length > MAX_LENGTH ? "is longer than 16 KiB. Check that it is the right file or variable" : MISTAKES.find(([pattern]) => pattern.test(value))?.[1];
	if (mistake !== void 0) throw usageError(`The API token in ${source} ${mistake}.`);
	return setting;
}
// src/config/parse-url.ts
/**
* Checks the address of the API by the rules of the client, in words that name the flag or variable.
*
* @throws CommandError (usage) that shows nothing of a text that is no address: it may be a token.
*/
function parseUrl({ value, source }, { allowInsecure }) {
	const problem = findProblem(value, allowInsecure);
	if (problem) throw usageError(`The API address in ${source} ${problem}.`);
	return new URL(value.endsWith("/") ? value : `${value}/`);
}
/** What keeps a text from being an address to which a token may be sent, as the end of a sentence. */
function findProblem(text, allowInsecure) {
	const url = URL.canParse(text) ? new URL(text) : void 0;
	if (!url || /[\s\p{Cc}\p{Cf}\p{Cs}\\]/u.test(text)) return "is not a URL such as https://api.qci-prod.com";
	if (!/^https?:\/\/[^/]/i.test(text)) return "must begin with https://";
	if (/^[^/]*\/\/[^/]*@/.test(text)) return "must not contain a user name or password";
	if (/[?#]/.test(text)) return "must not contain a query or fragment";
	if (url.protocol === "http:" && !allowInsecure && !isLoopback(url)) return `uses plain http to ${url.host}, which exposes tokens on the network: use https, or give --allow-insecure`;
}
export { toHost$1 as _, resolveApiToken as a, openInput as c, isLoopback as d, createFetch as f, openTransport as g, openTls as h, isInsecureAllowed as i, toInputError as l, sendHttpRequest as m, parseApiToken as n, resolveSources as o, findHeader as p, createClient as r, resolveUrl as s, parseUrl as t, findRoute as u, toPort as v };
