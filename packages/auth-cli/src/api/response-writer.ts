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
 * Writes a body to a terminal: control characters are made visible, and the output ends with a line break.
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
  let isBuffered = isJson
  let pending = ''
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
  const showPending = async () => {
    // Complete lines that are JSON values by themselves need not wait for the end of the body.
    for (let end = pending.indexOf('\n'); end >= 0 && /^\s*[[{].*[\]}]\s*$/.test(pending.slice(0, end));) {
      const formatted = formatJson(pending.slice(0, end), style)
      if (formatted === undefined) break
      last = '\n'
      await print(formatted)
      pending = pending.slice(end + 1)
      end = pending.indexOf('\n')
    }
    if (pending.length <= MAX_FORMATTED) return
    isBuffered = false
    await show(pending)
    pending = ''
  }
  const add = async (text: string) => {
    if (!isBuffered) return show(text)
    pending += text
    return showPending()
  }

  return {
    write: (bytes) => add(decoder.decode(bytes, { stream: true })),
    async end() {
      await add(decoder.decode())
      if (pending.trim() !== '') await showJson(pending)
      else await show(pending)
      pending = ''
      if (last !== '\n') await print('\n') // the prompt starts on its own line
    },
  }
}
