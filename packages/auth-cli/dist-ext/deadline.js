// src/errors/exit-status.ts
/** The exit statuses. Scripts depend on them: they stay the same across releases. */
const EXIT = {
	success: 0,
	/** A defect of this command, or output that cannot be written. */
	unexpected: 1,
	/** A wrong flag or argument, or a configuration that cannot be used. */
	usage: 2,
	/** 401 or 403. */
	rejected: 3,
	/** No response: DNS, connection, TLS, proxy, time limit. */
	unreachable: 4,
	/** A response with a success status that cannot be used. */
	invalidResponse: 5,
	/** Another HTTP status that is not a success, redirects included. */
	httpError: 6
};
/** The exit status for an HTTP status of 300 or more. */
function toExitStatus(httpStatus) {
	return httpStatus === 401 || httpStatus === 403 ? EXIT.rejected : EXIT.httpError;
}
// src/errors/command-error.ts
/** Ends the command. Its message is printed as it is, so it must hold no secret. */
var CommandError = class extends Error {
	name = "CommandError";
	exitStatus;
	/** What to do about it; undefined when the message says it already. */
	advice;
	constructor(message, exitStatus, advice) {
		super(message);
		this.exitStatus = exitStatus;
		this.advice = advice;
	}
};
/** A wrong flag, argument or variable. The message shows no value: it may be a token in the wrong place. */
function usageError(message, advice) {
	return new CommandError(message, EXIT.usage, advice);
}
/** Starts the time limit of a command. */
function startDeadline(seconds = 30) {
	const controller = new AbortController();
	const end = () => controller.abort(new TimeLimitError(seconds));
	let timer = setTimeout(end, seconds * 1e3);
	let endMs = performance.now() + seconds * 1e3;
	return {
		signal: controller.signal,
		remainingMs: () => Math.max(0, endMs - performance.now()),
		restart(delayMs = 0) {
			if (controller.signal.aborted) return;
			clearTimeout(timer);
			timer = setTimeout(end, delayMs + seconds * 1e3);
			endMs = performance.now() + delayMs + seconds * 1e3;
		},
		abort: (reason) => controller.abort(reason),
		[Symbol.dispose]: () => clearTimeout(timer)
	};
}
/** The time limit has passed. */
var TimeLimitError = class extends CommandError {
	seconds;
	constructor(seconds) {
		const shown = Number(seconds.toFixed(1)) || seconds;
		super(`No response within ${shown} s.`, EXIT.unreachable);
		this.seconds = seconds;
	}
};
export { EXIT as a, usageError as i, startDeadline as n, toExitStatus as o, CommandError as r, TimeLimitError as t };
