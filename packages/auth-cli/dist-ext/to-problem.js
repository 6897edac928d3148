import { a as EXIT, o as toExitStatus, r as CommandError, t as TimeLimitError } from "./deadline.js";
import { isQciAuthError } from "@qci-client/auth";
import { readFileSync } from "node:fs";
// src/http/transport-error.ts
/**
* A connection or a transfer that failed, with a message that users can read. Codes of failures between this machine
* and its proxy begin with `PROXY_`.
*/
var TransportError = class extends Error {
	name = "TransportError";
	code;
	/** What was requested, without the query; undefined where it is not known yet. */
	url;
	constructor(message, code, url) {
		super(message);
		this.code = code;
		this.url = url;
	}
};
/**
* Turns an error of Node's sockets, HTTP parser or OpenSSL into a {@link TransportError}.
*
* @param options.isProxy - Whether the connection to the proxy failed rather than that to the API.
*/
function toTransportError(error, { isProxy = false } = {}) {
	if (error instanceof TransportError && !isProxy) return error;
	const { message, code } = describe(toDeepest(error));
	return isProxy && !code.startsWith("PROXY_") ? new TransportError(`the proxy: ${message}`, `PROXY_${code}`) : new TransportError(message, code);
}
function toDeepest(error) {
	let deepest = error;
	for (let depth = 0; depth < 10 && deepest.cause instanceof Error; depth += 1) deepest = deepest.cause;
	return deepest;
}
function describe(error) {
	const code = typeof error.code === "string" ? error.code : "UNKNOWN";
	const first = error.errors?.[0];
	if (first) return {
		message: [...new Set(error.errors.map((each) => each.message))].join(", "),
		code: typeof first.code === "string" ? first.code : code
	};
	const reason = /:SSL routines:[^:]*:([^:\n]+)/.exec(error.message ?? "")?.[1]?.trim();
	if (reason !== void 0) return {
		message: `TLS handshake failed: ${reason}`,
		code: `ERR_SSL_${reason.toUpperCase().replaceAll(/\W+/g, "_")}`
	};
	const message = (error.message ?? "").split(";")[0].trim() || code;
	return {
		message: message.includes(code) ? message : `${message} (${code})`,
		code
	};
}
// src/errors/ca-file.ts
/** How many certificates a text in PEM form has. */
function countCertificates(text) {
	return text.match(/^-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/gm)?.length ?? 0;
}
/** What is wrong with the file that `NODE_EXTRA_CA_CERTS` names, as the end of a sentence. */
function findCaFileProblem(env) {
	const file = env["NODE_EXTRA_CA_CERTS"];
	if (!file) return void 0;
	try {
		return countCertificates(readFileSync(file, "utf8")) > 0 ? void 0 : "names a file without a certificate";
	} catch (error) {
		return error.code === "ENOENT" ? "names a file that does not exist" : "names a file that cannot be read";
	}
}
// src/errors/connection-advice.ts
const NO_TLS = "The server does not speak TLS there. Check that the scheme is https: and the port is right.";
const TLS_VERSION = "The server, or a gateway in front of it, supports no TLS version that Node accepts (1.2 and later). Ask its operator to enable TLS 1.2.";
const TLS_CIPHERS = "The server and Node have no TLS settings in common (cipher, key or protocol). Ask the operator of the server, or of the proxy that inspects TLS, to update its TLS settings.";
const CLIENT_CERTIFICATE = "The server requires a client certificate, which this command does not support. Check the address.";
const UNTRUSTED = [
	"SELF_SIGNED_CERT_IN_CHAIN",
	"DEPTH_ZERO_SELF_SIGNED_CERT",
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	"UNABLE_TO_GET_ISSUER_CERT",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"CERT_UNTRUSTED",
	"INVALID_CA"
];
/** What to do about a failed connection, by the code of Node or OpenSSL. The first pattern that matches counts. */
const RULES = [
	[/^ENOTFOUND$|^EAI_(NONAME|NODATA)$/, "No host has this name. Check the address. On a network that requires a proxy, set HTTPS_PROXY."],
	[/^EAI_|^ESERVFAIL$|^ETIMEOUT$/, "Names cannot be resolved at the moment. Check the network connection and the DNS server of this machine."],
	[/^ECONNREFUSED$/, "Nothing listens there. Check host and port, and whether a firewall rejects the connection."],
	[/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/, "There is no route to the host. Check the network connection or VPN of this machine."],
	[/^ETIMEDOUT$/, "The host does not respond. Check the address, and whether a firewall or a missing VPN blocks the connection."],
	[/^(EACCES|EPERM)$/, "A firewall or sandbox of this machine forbids the connection. Allow it there."],
	[/^CERT_HAS_EXPIRED$/, "The certificate has expired, or the clock of this machine is wrong. Check the clock, else tell the operator of the server."],
	[/^CERT_NOT_YET_VALID$/, "The certificate is not valid yet, or the clock of this machine is behind. Check the clock."],
	[/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, "The certificate is for another host name. Check the address; a proxy or captive portal may also intercept the connection."],
	[/^CERT_REVOKED$/, "The certificate has been revoked. Tell the operator of the server."],
	[/^(CERT_|CRL_|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/, "The certificate is not valid. Tell the operator of the server."],
	[/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL)$/, NO_TLS],
	[/^ERR_SSL_.*(UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO|NO_PROTOCOLS)/, TLS_VERSION],
	[/^ERR_SSL_.*(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA)$/, CLIENT_CERTIFICATE],
	[/^ERR_SSL_.*UNRECOGNIZED_NAME$/, "The server does not know this host name. Check the address."],
	[/^ERR_SSL_.*(HANDSHAKE_FAILURE|CIPHER|KEY_TOO_SMALL|RENEGOTIATION|INSUFFICIENT_SECURITY|DIGEST|CURVE|GROUP)/, TLS_CIPHERS],
	[/^(ERR_SSL_|ERR_TLS_|EPROTO$)/, "The TLS handshake failed. Check that the port is right, and whether a proxy or firewall inspects TLS connections."],
	[/^HPE_HEADER_OVERFLOW$/, "The headers of the response are too large. Check that the address points to the API."],
	[/^HPE_/, "The server does not speak HTTP there. Check the scheme (http: or https:) and the port."],
	[/^EPIPE$/, "The server stopped reading the request: it may be too large, or a firewall may block it."],
	[/^(ECONNRESET|ECONNABORTED|UND_ERR_SOCKET)$/, "The connection was closed without a response. Check scheme and port, and whether a firewall or proxy blocks the connection; otherwise try again later."],
	[/^RESPONSE_/, "Try again. If this repeats, a proxy or firewall may be cutting the connection."]
];
/** What to do about a failed connection; undefined when nothing better is known than to diagnose it. */
function adviseOnConnection({ code, env, proxy }) {
	if (code.startsWith("PROXY_")) return adviseOnProxy(code.slice(6), proxy?.variable, env);
	if (UNTRUSTED.includes(code)) return adviseOnUntrusted("The certificate's issuer is not trusted by Node.", env);
	return RULES.find(([pattern]) => pattern.test(code))?.[1];
}
/** Trusting an issuer, with what is wrong about the variables that are set. */
function adviseOnUntrusted(what, env) {
	const problem = findCaFileProblem(env);
	return [
		what,
		problem === void 0 ? "If a company CA or a proxy that inspects TLS has issued it, set NODE_EXTRA_CA_CERTS to a PEM file with the CA certificate" : `NODE_EXTRA_CA_CERTS ${problem}: set it to a PEM file with the certificate of the CA`,
		env["NODE_USE_SYSTEM_CA"] === "1" ? "(NODE_USE_SYSTEM_CA=1 is set, but the CA is not in the system store)." : "or, if the CA is installed on this machine, NODE_USE_SYSTEM_CA=1 (Node 22.19 or 24.6 and later).",
		env["QCI_SSL_VERIFY"]?.trim() ? "QCI_SSL_VERIFY has no effect: certificates are always verified." : ""
	].filter(Boolean).join(" ");
}
function adviseOnProxy(code, variable = "HTTPS_PROXY", env) {
	switch (code) {
		case "STATUS_407": return `The proxy requires a user name and password: set ${variable} to http://USER:PASSWORD@HOST:PORT, both URL-encoded.`;
		case "STATUS_403":
		case "STATUS_401":
		case "STATUS_405": return "The proxy refuses to tunnel to this host. Ask its operator to allow it, or name the host in NO_PROXY to connect directly.";
		case "STATUS_502":
		case "STATUS_503":
		case "STATUS_504": return "The proxy cannot reach the host. Check the address of the API; if it is right, try again later or ask the operator of the proxy.";
		case "ECONNREFUSED": return `Nothing listens at the address of the proxy. Check host and port in ${variable}.`;
		case "ENOTFOUND": return `No host has the name of the proxy. Check ${variable}.`;
	}
	if (code.startsWith("STATUS_")) return `Check that ${variable} names an HTTP proxy that allows CONNECT.`;
	if (/^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/.test(code)) return `The proxy does not speak TLS: write http:// rather than https:// in ${variable}.`;
	if (UNTRUSTED.includes(code)) return adviseOnUntrusted("The issuer of the proxy's certificate is not trusted by Node.", env);
	if (/^(HPE_|ECONNRESET)/.test(code)) return `Check that ${variable} names an HTTP proxy, with the right port and scheme. SOCKS proxies are not supported.`;
	const rule = RULES.find(([pattern]) => pattern.test(code))?.[1];
	return rule === void 0 ? `Check ${variable}.` : `${rule} This is about the proxy of ${variable}.`;
}
// src/errors/http-advice.ts
/** What to do about an error status of the auth API. */
function adviseOnStatus(error) {
	const { status, retryAfterMs, url } = error;
	if (status === 407) return "The proxy requires a user name and password: set the proxy variable to http://USER:PASSWORD@HOST:PORT, both URL-encoded.";
	if (retryAfterMs !== void 0) return `Wait ${Math.ceil(retryAfterMs / 1e3)} s before the next request, as the API says.`;
	if (status === 401 || status === 403) return adviseOnRejection(error);
	if (status === 404 || status === 405 || status === 410) return `There is no auth API at this address. Check that QCI_API_URL or --url is the base address of the API${new URL(url).pathname.startsWith("/auth/v1/") ? "" : ", and its path"}.`;
	if (status === 400 || status === 422) return "The API rejected the request. Check that the API token belongs to this API and has been copied completely.";
	if (status === 408) return "The API did not receive the request in time. Check the connection and try again.";
	if (status === 429) return "There were too many requests. Wait a minute before the next one.";
	if (status >= 500) return "The API, or a gateway in front of it, is failing. Try again later.";
	return "Check that QCI_API_URL or --url points to the API, and that no proxy responds in its place.";
}
function adviseOnRejection({ url, apiMessage, responseBody }) {
	if (/\/(health|version)\/?$/.test(new URL(url).pathname)) return "No token was sent: a firewall or gateway in front of the API refuses the request. Check the address, the network (VPN, allowed IP addresses) and the proxy.";
	if (apiMessage === void 0 && /^\s*</.test(responseBody)) return "The response is an HTML page, so a firewall or gateway in front of the API has sent it. Check the network (VPN, allowed IP addresses) and the proxy, then the API token.";
	return "Check that the API token belongs to this API and is still valid.";
}
/** What to do about a redirect of the auth API. */
function adviseOnRedirect({ url, location }) {
	const from = new URL(url);
	const to = location !== void 0 && URL.canParse(location) ? new URL(location) : void 0;
	if (!to) return "Check that QCI_API_URL or --url is the base address of the API.";
	if (to.hostname !== from.hostname) return `The network may have a login page (captive portal): open ${to.origin}${to.pathname} in a browser and log in. Otherwise check QCI_API_URL or --url.`;
	const endpoint = /auth\/v1\/access-tokens\/.*$/;
	if (endpoint.exec(from.pathname)?.[0].replace(/\/$/, "") === endpoint.exec(to.pathname)?.[0].replace(/\/$/, "") && endpoint.test(to.pathname)) return `Set --url or QCI_API_URL to ${to.origin + to.pathname.replace(endpoint, "").replace(/\/$/, "")}.`;
	return "A gateway or login page responds in place of the API. Check that QCI_API_URL or --url is the base address of the API.";
}
// src/errors/to-problem.ts
/** The longest part of a response that a message quotes. */
const MAX_QUOTED = 300;
/** Turns whatever was thrown into a {@link Problem}, in the words of the command. */
function toProblem(error, context) {
	if (error instanceof TimeLimitError) {
		const { message, exitStatus } = error;
		return withRoute({
			message,
			exitStatus,
			advice: adviseOnTimeLimit(context)
		}, context);
	}
	if (error instanceof CommandError) return error;
	if (error instanceof TransportError) return ofConnection(error, context);
	if (isQciAuthError(error)) return ofClient(error, context);
	return {
		message: `Unexpected ${error instanceof Error ? error.name : typeof error} in qci-auth.`,
		advice: "Please report it, with the command but without your tokens.",
		exitStatus: EXIT.unexpected
	};
}
function ofClient(error, context) {
	const { message } = error;
	switch (error.code) {
		case "ERR_QCI_AUTH_CONFIGURATION": return {
			message,
			advice: void 0,
			exitStatus: EXIT.usage
		};
		case "ERR_QCI_AUTH_API": return {
			message: describeResponse(error),
			advice: adviseOnStatus(error),
			exitStatus: toExitStatus(error.status)
		};
		case "ERR_QCI_AUTH_REDIRECT": {
			const { url, location = "an unknown address" } = error;
			return {
				message: `${url} redirects to ${location}. The API token is never sent to a redirect target.`,
				advice: adviseOnRedirect(error),
				exitStatus: EXIT.httpError
			};
		}
		case "ERR_QCI_AUTH_INVALID_RESPONSE": return {
			message,
			advice: void 0,
			exitStatus: EXIT.invalidResponse
		};
		case "ERR_QCI_AUTH_TIMEOUT": return toProblem(new TimeLimitError(error.timeoutMs / 1e3), context);
		case "ERR_QCI_AUTH_ABORTED": return toProblem(error.cause instanceof Error ? error.cause : new CommandError(message, EXIT.unreachable), context);
		default: {
			const { message: reason, code = "UNKNOWN" } = error.cause;
			return ofConnection(new TransportError(reason.startsWith(`${code}: `) ? reason.slice(code.length + 2) : reason, code, error.url), context);
		}
	}
}
/** A failed connection or transfer. */
function ofConnection({ message, code, url }, context) {
	const from = url === void 0 ? "" : ` from ${url}`;
	const { proxy } = context.route ?? {};
	return withRoute({
		message: `${code.startsWith("RESPONSE_") ? `The response${from} broke off` : `No response${from}`}: ${message}.`,
		advice: adviseOnConnection({
			code,
			env: context.env,
			proxy
		}),
		exitStatus: EXIT.unreachable
	}, context);
}
function adviseOnTimeLimit({ isDoctor, route }) {
	if (!isDoctor) return "Increase --timeout, or run \"qci-auth doctor\" to diagnose the connection.";
	return `Increase --timeout. If that does not help, ${route?.proxy ? "the proxy, a firewall or the API" : "a firewall, a gateway or the API itself"} does not respond: check the address and the network.`;
}
/** Says so when a proxy is used: it may be what failed. */
function withRoute({ message, advice, exitStatus }, { route }) {
	const { proxy } = route ?? {};
	return {
		message: `${message}${proxy ? ` The connection goes through the proxy ${proxy.host} of ${proxy.variable}.` : ""}`,
		advice,
		exitStatus
	};
}
/** `401 Unauthorized from https://…: invalid API token (request ID 7f3a)`. */
function describeResponse({ status, statusText, url, apiMessage, responseBody, requestId }) {
	const isPage = /^\s*</.test(responseBody);
	const text = (apiMessage ?? (isPage ? "an HTML page" : responseBody)).replaceAll(/\s+/g, " ").trim();
	const quoted = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
	const id = requestId === void 0 ? "" : ` (request ID ${requestId})`;
	return `${`${status} ${statusText}`.trim()} from ${url}${quoted && `: ${quoted}`}${id}${/[.!?…]$/.test(quoted + id) ? "" : "."}`;
}
export { TransportError as a, findCaFileProblem as i, toProblem as n, toTransportError as o, countCertificates as r, ofConnection as t };
