import { styleText } from "node:util";
// src/output/escape-controls.ts
/**
* Characters on which terminals act, or which hide or reorder what is shown: control characters (ESC and the C1 range
* included), bidirectional controls, line separators, invisible characters and tags.
*/
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u00AD\u200B\u2060-\u2064\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
/** Makes a text safe for a terminal: unsafe characters become visible as `\x1b` or `\u202e`. */
function escapeControls(text) {
	return text.replaceAll(/\r\n/g, "\n").replaceAll(UNSAFE, (character) => {
		const code = character.codePointAt(0);
		if (code < 256) return String.raw`\x${code.toString(16).padStart(2, "0")}`;
		return code > 65535 ? String.raw`\u{${code.toString(16)}}` : toJsonEscape(character);
	});
}
/** The same inside of JSON, where `\u001b` means the same character: the value does not change. */
function escapeJsonControls(json) {
	return json.replaceAll(UNSAFE, toJsonEscape);
}
function toJsonEscape(character) {
	return Array.from({ length: character.length }, (_, index) => String.raw`\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");
}
// src/output/style.ts
/** Whether a stream is a terminal with colours, and `NO_COLOR` (no-color.org) is not set. */
function hasColours(stream) {
	return stream.isTTY && stream.hasColors();
}
/** Creates the style of a stream. */
function createStyle(stream) {
	if (!hasColours(stream)) return (_format, text) => text;
	return (format, text) => styleText(format, text, { validateStream: false });
}
// \0@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js
function _usingCtx() {
	var r = "function" == typeof SuppressedError ? SuppressedError : function(r, e) {
		var n = Error();
		return n.name = "SuppressedError", n.error = r, n.suppressed = e, n;
	}, e = {}, n = [];
	function using(r, e) {
		if (null != e) {
			if (Object(e) !== e) throw new TypeError("using declarations can only be used with objects, functions, null, or undefined.");
			if (r) var o = e[Symbol.asyncDispose || Symbol["for"]("Symbol.asyncDispose")];
			if (void 0 === o && (o = e[Symbol.dispose || Symbol["for"]("Symbol.dispose")], r)) var t = o;
			if ("function" != typeof o) throw new TypeError("Object is not disposable.");
			t && (o = function o() {
				try {
					t.call(e);
				} catch (r) {
					return Promise.reject(r);
				}
			}), n.push({
				v: e,
				d: o,
				a: r
			});
		} else r && n.push({
			d: e,
			a: r
		});
		return e;
	}
	return {
		e,
		u: using.bind(null, !1),
		a: using.bind(null, !0),
		d: function d() {
			var o, t = this.e, s = 0;
			function next() {
				for (; o = n.pop();) try {
					if (!o.a && 1 === s) return s = 0, n.push(o), Promise.resolve().then(next);
					if (o.d) {
						var r = o.d.call(o.v);
						if (o.a) return s |= 2, Promise.resolve(r).then(next, err);
					} else s |= 1;
				} catch (r) {
					return err(r);
				}
				if (1 === s) return t !== e ? Promise.reject(t) : Promise.resolve();
				if (t !== e) throw t;
			}
			function err(n) {
				return t = t !== e ? new r(n, t) : n, next();
			}
			return next();
		}
	};
}
export { escapeJsonControls as a, escapeControls as i, createStyle as n, hasColours as r, _usingCtx as t };
