import { escapeControls } from '../output/escape-controls.ts'
import { print } from '../output/stdout.ts'
import type { Style } from '../output/style.ts'
import { formatJson } from './format-json.ts'

/** Takes the body of a response in pieces. */
export interface ResponseWriter {
  write(bytes: Uint8Array): Promise<void>
  /** Called at the end of the body, also when it has broken off. */
  end(): Promise<void>
}

/** JSON up to this many characters is formatted; more is printed as it arrives. */
const MAX_FORMATTED = 8_388_608

/** Writes the bytes to standard output as they arrive. */
export const pipeWriter: ResponseWriter = { write: print, end: () => Promise.resolve() }

/** Discards the body. */
export const silentWriter: ResponseWriter = { write: () => Promise.resolve(), end: () => Promise.resolve() }

/**
 * Writes a body to a terminal: what terminals act on is made visible, and the last line is ended.
 *
 * JSON is formatted as soon as it is complete: with one JSON value per line (NDJSON), each line when it arrives.
 */
export function createTerminalWriter({
  contentType,
  style,
}: {
  contentType: string
  style: Style
}): ResponseWriter {
  const decoder = new TextDecoder()
  const isJson = /^\s*(application|text)\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType)
  let isHeld = isJson
  let held = ''
  let last = '\n'

  const show = async (text: string) => {
    if (text === '') return
    last = text.at(-1)!
    await print(escapeControls(text))
  }
  const showJson = async (text: string) => {
    const formatted = formatJson(text, style)
    if (formatted === undefined) await show(text)
    else {
      last = '\n'
      await print(formatted)
    }
  }
  const showHeld = async () => {
    // Complete lines that are JSON values by themselves need not wait for the end of the body.
    for (let end = held.indexOf('\n'); end >= 0 && /^\s*[[{].*[\]}]\s*$/.test(held.slice(0, end));) {
      const formatted = formatJson(held.slice(0, end), style)
      if (formatted === undefined) break
      last = '\n'
      await print(formatted)
      held = held.slice(end + 1)
      end = held.indexOf('\n')
    }
    if (held.length <= MAX_FORMATTED) return
    isHeld = false
    await show(held)
    held = ''
  }
  const add = async (text: string) => {
    if (!isHeld) return show(text)
    held += text
    return showHeld()
  }

  return {
    write: (bytes) => add(decoder.decode(bytes, { stream: true })),
    async end() {
      await add(decoder.decode())
      if (held.trim() !== '') await showJson(held)
      else await show(held)
      held = ''
      if (last !== '\n') await print('\n') // the prompt starts on a line of its own
    },
  }
}
