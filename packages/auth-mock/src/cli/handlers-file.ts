import { watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { AuthMockControls } from '../engine/auth-mock-controls.ts'
import { createOtherApis } from '../engine/other-apis.ts'
import { setRealTimeout } from '../util/sleep.ts'
import type { ApiHandler } from '../wire/api-handler.ts'

type CreateHandlers = (mock: AuthMockControls) => readonly ApiHandler[]

/** The handlers of a module, which are replaced when the file changes. */
export interface HandlersFile {
  /** Creates the handlers: for the option `handlers` of the mock. */
  readonly handlers: CreateHandlers
  /** Stops watching the file. */
  close(): void
}

/** What {@link loadHandlersFile} reports after the start. */
interface HandlersFileEvents {
  onReload(): void
  /** A change could not be loaded: the previous handlers stay. */
  onError(message: string): void
}

/**
 * Loads a module whose default export is `(mock) => handlers`, and loads it again whenever the file changes. Modules
 * that it imports are not loaded again.
 *
 * @throws Error with one line that names the file and what is wrong with it.
 */
export async function loadHandlersFile(file: string, events: HandlersFileEvents): Promise<HandlersFile> {
  const path = resolve(file)
  const apis = createOtherApis()
  let create = await importHandlers(path, 0)
  let version = 0
  let mock: AuthMockControls | undefined
  let isScheduled = false

  async function reload(): Promise<void> {
    version += 1
    const loading = version
    try {
      const created = await importHandlers(path, loading)
      if (loading !== version || !mock) return // changed again meanwhile
      apis.replace(callHandlers(created, mock, path))
      create = created
      events.onReload()
    } catch (error) {
      if (loading === version) events.onError(`${(error as Error).message}; the previous handlers stay`)
    }
  }

  // the folder, because editors replace the file
  const watcher = watch(dirname(path), (_event, name) => {
    if (isScheduled || (name !== null && name !== basename(path))) return
    isScheduled = true
    setRealTimeout(() => {
      isScheduled = false
      void reload()
    }, 50)
  })
  watcher.on('error', (error) => events.onError(`${path} is no longer watched: ${error.message}`))

  return {
    handlers(controls) {
      mock = controls
      apis.replace(callHandlers(create, controls, path))
      const context = ({ request }: { request: Request }): Promise<Response | undefined> =>
        apis.respond(request)
      return [
        {
          info: { path: '*' },
          test: ({ request }) => apis.has(request),
          run: async (args) => ({ response: await context(args) }),
        },
      ]
    },
    close: () => watcher.close(),
  }
}

async function importHandlers(path: string, version: number): Promise<CreateHandlers> {
  let module: { default?: unknown }
  try {
    module = (await import(`${pathToFileURL(path).href}?version=${version}`)) as { default?: unknown }
  } catch (error) {
    throw new Error(toLine(path, error), { cause: error })
  }
  if (typeof module.default === 'function') return module.default as CreateHandlers
  throw new Error(`${path}: the default export must be a function (mock) => handlers`)
}

function callHandlers(create: CreateHandlers, mock: AuthMockControls, path: string): readonly ApiHandler[] {
  try {
    return create(mock)
  } catch (error) {
    throw new Error(toLine(path, error), { cause: error })
  }
}

/** One line that says where and why a module cannot be loaded. */
function toLine(path: string, error: unknown): string {
  if (!(error instanceof Error)) return `${path}: ${String(error)}`
  const { name, message, stack = '' } = error
  if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return `${path}: Node ${process.versions.node} cannot run this file; TypeScript needs Node 22.18 or later`
  }
  if (message.startsWith(`Cannot find module '${path}'`)) return `${path}: no such file`
  const position = stack.split(path)[1]?.match(/^(?:\?version=\d+)?(:\d+(?::\d+)?)/)?.[1] ?? ''
  const text = message.split('\n').map((line) => line.trim())
  return `${path}${position}: ${name}: ${text[0]}`
}
