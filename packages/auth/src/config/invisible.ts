/**
 * Control, format and line-breaking characters, and lone surrogates. They are invisible, and no valid address or
 * token contains one.
 *
 * Written as ranges: property escapes such as `\p{Cf}` would add 2 ms to the import, where all literals are parsed.
 */
export const INVISIBLE: RegExp =
  // oxlint-disable-next-line no-control-regex -- they are meant
  /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]/u
