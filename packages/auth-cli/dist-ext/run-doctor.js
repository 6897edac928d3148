import { t as VERSION } from "./version.js";
import { i as printJson, r as print } from "./stdout.js";
import { i as escapeControls, n as createStyle, t as _usingCtx } from "./usingCtx.js";
import { n as startDeadline } from "./deadline.js";
import { i as findCaFileProblem, n as toProblem, o as toTransportError, r as countCertificates } from "./to-problem.js";
import { _ as toHost, a as resolveApiToken, f as createFetch, g as openTransport, h as openTls, i as isInsecureAllowed, n as parseApiToken, o as resolveSources, p as findHeader, r as createClient, s as resolveUrl, t as parseUrl, u as findRoute, v as toPort } from "./parse-url.js";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { stat } from "node:fs/promises";
import { lookup } from "node:dns/promises";
// src/doctor/report.ts
const MARKS = {
	passed: ["green", "✓"],
	warning: ["yellow", "!"],
	failed: ["red", "✗"],
	skipped: ["dim", "–"]
};
/** The column in which details begin. */
const INDENT = 29;
/** Prints the outcome of a step: its mark, its duration, what was found. */
async function printStep({ name, status, durationMs, detail }) {
	const style = createStyle(process.stdout);
	const [colour, mark] = MARKS[status];
	const time = durationMs === void 0 ? "" : `${durationMs.toFixed(durationMs < 10 ? 1 : 0)} ms`;
	const lines = escapeControls(detail).replaceAll("\n", `\n${" ".repeat(INDENT)}`);
	await print(`${style(colour, mark)} ${style("dim", time.padStart(8))}  ${name.padEnd(17)} ${lines}\n`);
}
/** Prints the conclusion, with the first thing to do. */
async function printConclusion(results) {
	const worst = findWorst(results);
	if (!worst) return print("\nEverything works.\n");
	const style = createStyle(process.stdout);
	const title = worst.status === "failed" ? "The first thing to do" : "It works, but";
	return print(`\n${style("bold", `${title}:`)} ${worst.name}\n  ${escapeControls(worst.advice ?? worst.detail)}\n`);
}
/** Prints the whole diagnosis as JSON. */
function printReport(about, results) {
	return printJson({
		ok: results.every(({ status }) => status !== "failed"),
		firstThingToDo: findWorst(results)?.advice ?? null,
		...about,
		steps: results.map(({ name, status, durationMs, detail, advice }) => ({
			name,
			status,
			ms: durationMs === void 0 ? null : Number(durationMs.toFixed(1)),
			detail,
			advice: advice ?? null
		}))
	});
}
/** The first step that failed, else the first with a warning. */
function findWorst(results) {
	return results.find(({ status }) => status === "failed") ?? results.find(({ status }) => status === "warning");
}
// src/doctor/format-duration.ts
const UNITS = [
	["d", 86400],
	["h", 3600],
	["min", 60],
	["s", 1]
];
/** A duration in its two largest units: `59 min 58 s`. */
function formatDuration(ms) {
	let rest = Math.round(Math.max(0, ms) / 1e3);
	const parts = [];
	for (const [unit, seconds] of UNITS) {
		const count = Math.floor(rest / seconds);
		rest -= count * seconds;
		if (count > 0) parts.push(`${count} ${unit}`);
	}
	return parts.slice(0, 2).join(" ") || "0 s";
}
// src/doctor/step.ts
/** The step has passed. */
function passed(detail) {
	return {
		status: "passed",
		detail
	};
}
/** There was nothing to check. */
function skipped(detail) {
	return {
		status: "skipped",
		detail
	};
}
/** It works, but not as it should. */
function warning(detail, advice) {
	return {
		status: "warning",
		detail,
		advice
	};
}
// src/doctor/timed-fetch.ts
/** Creates a `fetch` that records when the last response arrived, and its time. */
function createTimedFetch(context) {
	return createFetch({
		findRoute: (url) => findRoute(url, context.env),
		onResponse({ headers }, sentAtMs) {
			const date = Date.parse(findHeader(headers, "date") ?? "");
			const isCurrent = !Number.isNaN(date) && Number(findHeader(headers, "age") ?? 0) === 0;
			context.times = {
				sentAtMs,
				receivedAtMs: Date.now(),
				dateMs: isCurrent ? date : void 0
			};
		}
	});
}
// src/doctor/api-steps.ts
/** From this difference on, a clock is reported. `Date` has whole seconds, and the response took a while. */
const MAX_SKEW_MS = 5e3;
/** With a shorter lifetime, programs renew tokens all the time. */
const MIN_LIFETIME_MS = 6e4;
/** Whether the API works. */
const API_STEPS = [
	{
		name: "Health",
		needs: ["TLS"],
		share: .4,
		async run({ client }, signal) {
			return passed((await client.getAccessTokensHealth({ signal })).message);
		}
	},
	{
		name: "Version",
		needs: ["TLS"],
		share: .4,
		async run({ client }, signal) {
			const body = await client.getAccessTokensVersion({ signal });
			return passed(`${body.application_name} ${body.version}`);
		}
	},
	{
		name: "Token exchange",
		needs: ["API token", "TLS"],
		async run(context, signal) {
			try {
				var _usingCtx$2 = _usingCtx();
				let retries = 0;
				const { userId, organizationId, expiresAtMs } = await _usingCtx$2.u(createClient({
					url: context.url,
					apiToken: context.apiToken,
					timeoutSeconds: context.flags.timeout,
					fetch: createTimedFetch(context),
					onEvent: ({ type }) => void (retries += type === "retry" ? 1 : 0)
				})).getAccessTokenInfo({ signal });
				context.expiresAtMs = expiresAtMs;
				const detail = `user ${userId ?? "not provided"}, organization ${organizationId ?? "not provided"}`;
				return retries === 0 ? passed(detail) : warning(`${detail}; on attempt ${retries + 1}`, "The exchange succeeded only after retries. If this repeats, check the network and the health of the API.");
			} catch (_) {
				_usingCtx$2.e = _;
			} finally {
				_usingCtx$2.d();
			}
		}
	},
	{
		name: "Clock",
		needs: ["URL"],
		run({ times }) {
			if (times?.dateMs === void 0) return skipped("no response has had a current time");
			const skewMs = (times.sentAtMs + times.receivedAtMs) / 2 - (times.dateMs + 500);
			if (Math.abs(skewMs) < MAX_SKEW_MS) return passed("agrees with the API's clock");
			const direction = skewMs > 0 ? "ahead of" : "behind";
			return warning(`${formatDuration(Math.abs(skewMs))} ${direction} the API's clock`, "Set this machine's clock, for example by NTP. QCi's clients use the API's clock, but certificates and other programs need the right time.");
		}
	},
	{
		name: "Token lifetime",
		needs: ["Token exchange"],
		run({ expiresAtMs, times }) {
			const lifetimeMs = expiresAtMs - (times?.dateMs ?? Date.now());
			const detail = formatDuration(lifetimeMs);
			if (lifetimeMs >= MIN_LIFETIME_MS) return passed(detail);
			return warning(detail, "With so short a lifetime, programs renew tokens all the time. Check whether this is intended.");
		}
	}
];
// src/doctor/configuration-steps.ts
const apiAddress = {
	name: "API address",
	needs: [],
	async run(context) {
		const sources = await resolveSources(context.flags, context.env);
		context.sources = sources;
		context.urlSetting = resolveUrl(sources);
		return passed(describeSource(context.urlSetting, "QCI_API_URL", context.env));
	}
};
const apiToken = {
	name: "API token",
	needs: [],
	async run(context, signal) {
		const { flags, env } = context;
		const sources = context.sources ?? await resolveSources(flags, env);
		const token = parseApiToken(await resolveApiToken(sources, signal));
		context.apiToken = token;
		return warnOfReadableFile(describeSource(token, "QCI_TOKEN", env), flags.apiTokenFile ?? sources.profile?.apiTokenFile);
	}
};
/** A note when other users of this machine can read the file of the API token. */
async function warnOfReadableFile(source, file) {
	if (file === void 0 || file === "-" || process.platform === "win32") return passed(source);
	const stats = await stat(file);
	if (!stats.isFile() || (stats.mode & 63) === 0) return passed(source);
	return warning(`${source}; other users of this machine can read the file (mode ${(stats.mode & 511).toString(8)})`, "Run \"chmod 600\" on the file, so that only you can read the API token.");
}
const url = {
	name: "URL",
	needs: ["API address"],
	run(context) {
		const sources = context.sources;
		context.url = parseUrl(context.urlSetting, { allowInsecure: isInsecureAllowed(sources) });
		return passed(context.url.href);
	}
};
const proxy = {
	name: "Proxy",
	needs: ["URL"],
	run(context) {
		const { env, flags, apiToken: token } = context;
		context.route = findRoute(context.url, env);
		context.client = createClient({
			url: context.url,
			apiToken: token,
			timeoutSeconds: flags.timeout,
			fetch: createTimedFetch(context)
		});
		return describeRoute(context);
	}
};
function describeRoute({ route, env }) {
	const isSet = (name) => env[name]?.trim();
	const { reason, proxy: used } = route;
	if (!used && ["ALL_PROXY", "all_proxy"].some(isSet)) return warning(`${reason}; ALL_PROXY is not used`, "If a proxy is needed, set HTTPS_PROXY.");
	const set = [
		"HTTPS_PROXY",
		"HTTP_PROXY",
		"NO_PROXY"
	].flatMap((name) => [name.toLowerCase(), name]).filter(isSet);
	return passed(set.length > 0 ? `${reason} (set: ${set.join(", ")})` : reason);
}
/** Where a setting comes from, and what is set but not used. Shows names only. */
function describeSource({ source }, variable, env) {
	if (source === variable) return `${variable}, from the environment`;
	return env[variable]?.trim() ? `${source} (${variable} is set too, but not used)` : source;
}
/** Whether the configuration is complete and can be used. */
const CONFIGURATION_STEPS = [
	apiAddress,
	apiToken,
	url,
	proxy
];
// src/doctor/network-steps.ts
const dns = {
	name: "DNS",
	needs: ["Proxy"],
	async run({ route, url }) {
		const { proxy } = route;
		const host = toHost(proxy?.url ?? url);
		if (isIP(host) !== 0) return skipped(`${host} is an address`);
		try {
			const addresses = await lookup(host, { all: true });
			return passed(`${proxy ? `the proxy ${host}` : host} is ${addresses.map(({ address }) => address).join(", ")}`);
		} catch (error) {
			throw toTransportError(error, { isProxy: proxy !== void 0 });
		}
	}
};
const connection = {
	name: "Connection",
	needs: ["DNS"],
	async run(context, signal) {
		const { proxy } = context.route;
		const url = context.url;
		context.socket = await openTransport(url, context.route, signal);
		context.socket.on("error", () => {});
		const target = `${url.hostname} port ${toPort(url)}`;
		if (!proxy) return passed(`to ${target}`);
		return passed(url.protocol === "https:" ? `to ${target} through ${proxy.host}` : `to the proxy ${proxy.host}`);
	}
};
const caCertificates = {
	name: "CA certificates",
	needs: [],
	run({ env }) {
		const own = env["NODE_USE_SYSTEM_CA"] === "1" ? "Node's own and those of the system" : "Node's own";
		if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") return warning("not verified: NODE_TLS_REJECT_UNAUTHORIZED=0", "Unset NODE_TLS_REJECT_UNAUTHORIZED: with it, others on the network can read the tokens.");
		const problem = findCaFileProblem(env);
		if (problem !== void 0) return warning(`NODE_EXTRA_CA_CERTS ${problem}`, "Set NODE_EXTRA_CA_CERTS to a file of certificates in PEM form, or unset it.");
		if (env["QCI_SSL_VERIFY"]?.trim()) return warning(`${own}; QCI_SSL_VERIFY has no effect`, "Unset QCI_SSL_VERIFY: certificates are always verified. To trust a company CA, set NODE_EXTRA_CA_CERTS to a PEM file with its certificate.");
		const file = env["NODE_EXTRA_CA_CERTS"];
		if (!file) return passed(`${own}; NODE_EXTRA_CA_CERTS is not set`);
		return passed(`${own} and ${countCertificates(readFileSync(file, "utf8"))} of NODE_EXTRA_CA_CERTS`);
	}
};
const tls = {
	name: "TLS",
	needs: ["Connection"],
	async run({ url, socket: transport }, signal) {
		if (url.protocol === "http:") return skipped("http: has none");
		const socket = await openTls(transport, url, signal);
		const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
		const detail = `${socket.getProtocol()}, certificate of ${toName(subject)} by ${toName(issuer)}, valid until ${toDay(validTo)}`;
		socket.destroy();
		return passed(detail);
	}
};
function toName({ CN, O }) {
	return [CN, O].flat().find((name) => name) ?? "(unnamed)";
}
function toDay(validTo) {
	const date = new Date(validTo);
	return Number.isNaN(date.getTime()) ? validTo : date.toISOString().slice(0, 10);
}
/** Whether the API can be reached. */
const NETWORK_STEPS = [
	dns,
	connection,
	caCertificates,
	tls
];
// src/doctor/run-steps.ts
/** Runs all steps within one time limit. Steps that need a failed step are skipped. */
async function* runSteps(flags) {
	try {
		var _usingCtx$1 = _usingCtx();
		const context = {
			flags,
			env: process.env
		};
		const unavailable = /* @__PURE__ */ new Set();
		const deadline = _usingCtx$1.u(startDeadline(flags.timeout));
		try {
			for (const step of [
				...CONFIGURATION_STEPS,
				...NETWORK_STEPS,
				...API_STEPS
			]) {
				const missing = step.needs.find((name) => unavailable.has(name));
				const result = missing === void 0 ? await runStep(step, context, deadline) : skip(step, missing);
				if (missing !== void 0 || result.status === "failed") unavailable.add(step.name);
				yield result;
			}
		} finally {
			context.client?.close();
			context.socket?.destroy();
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
async function runStep(step, context, total) {
	try {
		var _usingCtx3 = _usingCtx();
		const { name, share = 1 } = step;
		const { signal } = _usingCtx3.u(startDeadline(Math.max(1, Math.floor(total.remainingMs() * share)) / 1e3));
		const startMs = performance.now();
		const timeout = new Promise((_, reject) => {
			signal.addEventListener("abort", () => reject(signal.reason));
		});
		try {
			const running = Promise.resolve(step.run(context, signal));
			const { status, detail, advice } = await Promise.race([running, timeout]);
			return {
				name,
				status,
				durationMs: status === "skipped" ? void 0 : performance.now() - startMs,
				detail,
				advice
			};
		} catch (error) {
			const { env, route } = context;
			const problem = toProblem(signal.aborted ? signal.reason : error, {
				env,
				route,
				isDoctor: true
			});
			const { message: detail, advice = detail } = problem;
			return {
				name,
				status: "failed",
				durationMs: performance.now() - startMs,
				detail,
				advice,
				problem
			};
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
function skip({ name }, missing) {
	return {
		name,
		status: "skipped",
		durationMs: void 0,
		detail: `needs: ${missing}`,
		advice: void 0
	};
}
// src/doctor/run-doctor.ts
/** Runs the diagnosis, prints it, and sets the exit status of the first step that failed. */
async function runDoctor(flags) {
	const about = {
		version: VERSION,
		node: process.version,
		platform: `${process.platform} ${process.arch}`
	};
	const results = [];
	if (!flags.json) await print(`qci-auth ${about.version}, Node ${about.node} on ${about.platform}\n\n`);
	for await (const result of runSteps(flags)) {
		results.push(result);
		if (!flags.json) await printStep(result);
	}
	await (flags.json ? printReport(about, results) : printConclusion(results));
	const failed = results.find(({ status }) => status === "failed");
	if (failed?.problem) process.exitCode = failed.problem.exitStatus;
}
export { runDoctor };
