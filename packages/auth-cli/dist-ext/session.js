import { n as startDeadline, r as CommandError } from "./deadline.js";
import { n as toProblem } from "./to-problem.js";
import { a as resolveApiToken, d as isLoopback, f as createFetch, i as isInsecureAllowed, n as parseApiToken, o as resolveSources, r as createClient, s as resolveUrl, t as parseUrl, u as findRoute } from "./parse-url.js";
import { n as printWarning } from "./stderr.js";
import { t as _usingCtx } from "./usingCtx.js";
// src/output/report-event.ts
/** Prints a warning for events of the client that the user should know of. */
function reportEvent(event, context) {
	if (event.type === "retry") printWarning(`${toProblem(event.error, context).message}\n  Retrying in ${(event.delayMs / 1e3).toFixed(1)} s.`);
	else if (event.type === "clockSkewSuspected") printWarning("By this machine's clock the access token has already expired. Check the clock of this machine.");
}
// src/config/session.ts
/**
* Resolves the configuration, creates the client, and runs a command with them, all within the time limit.
*
* @throws CommandError that says what failed, with the proxy if there is one.
*/
async function withSession(flags, options, run) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { env } = process;
		const deadline = _usingCtx$1.u(startDeadline(flags.timeout));
		const sources = await resolveSources(flags, env);
		const url = parseUrl(resolveUrl(sources), { allowInsecure: isInsecureAllowed(sources) });
		const apiToken = options.apiToken ? parseApiToken(await resolveApiToken(sources, deadline.signal)) : void 0;
		const route = findRoute(url, env);
		warnOfInsecure(url, env);
		let earlierFailure;
		const onEvent = (event) => {
			if (event.type === "retry") earlierFailure = event.error;
			if (event.type === "renewed") earlierFailure = void 0;
			reportEvent(event, {
				route,
				env
			});
		};
		const fetch = createFetch({
			findRoute: (target) => findRoute(target, env),
			onProgress: options.countsFromLastByte ? () => deadline.restart() : void 0,
			onFailure(error) {
				if (isPermanent(error)) deadline.abort(error);
			}
		});
		const client = _usingCtx$1.u(createClient({
			url,
			apiToken,
			timeoutSeconds: flags.timeout,
			fetch,
			onEvent
		}));
		try {
			await run({
				client,
				deadline,
				env
			});
		} catch (error) {
			const isLate = deadline.signal.aborted && earlierFailure !== void 0;
			const { message, exitStatus, advice } = toProblem(isLate ? earlierFailure : error, {
				route,
				env
			});
			throw new CommandError(message, exitStatus, advice);
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
/** Whether a further attempt would fail in the same way. */
function isPermanent({ code }) {
	return /^PROXY_(STATUS_4|ERR_SSL_|ERR_TLS_|ENOTFOUND|HPE_|CERT_|SELF_|DEPTH_|UNABLE_)/.test(code);
}
function warnOfInsecure(url, env) {
	if (url.protocol === "http:" && !isLoopback(url)) printWarning(`Tokens are sent to ${url.host} in clear text, because insecure connections are allowed.`);
	if (url.protocol === "https:" && env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") printWarning("NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not verified, and others can read the tokens.");
}
export { withSession as t };
