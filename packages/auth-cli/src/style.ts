import { styleText } from 'node:util'

/** Puts colour on a text, where there is somebody to see it. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string

/** Whether a stream is a terminal that shows colours, and `NO_COLOR` (no-color.org) is not set. */
export function hasColours(stream: NodeJS.WriteStream): boolean {
  // hasColors knows NO_COLOR, TERM=dumb and the like, but exists on terminals only.
  return stream.isTTY && stream.hasColors()
}

/** Makes the style of a stream. Nothing else decides about colours. */
export function createStyle(stream: NodeJS.WriteStream): Style {
  if (!hasColours(stream)) return (_format, text) => text
  return (format, text) => styleText(format, text, { validateStream: false })
}
