import { styleText } from 'node:util'

/** Adds color to a text, if the output shows colors. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string

/** Whether a stream is a terminal with colors, and `NO_COLOR` (no-color.org) is not set. */
export function hasColors(stream: NodeJS.WriteStream): boolean {
  // hasColors knows NO_COLOR, TERM=dumb and others, but exists on terminals only.
  return stream.isTTY && stream.hasColors()
}

/** Creates the style of a stream. */
export function createStyle(stream: NodeJS.WriteStream): Style {
  if (!hasColors(stream)) return (_format, text) => text
  return (format, text) => styleText(format, text, { validateStream: false })
}
