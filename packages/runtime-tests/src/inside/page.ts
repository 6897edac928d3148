/** What a page is given: `checkLaw`, to be called from outside. */
import * as auth from '@qci-client/auth'
import * as authApi from '@qci-client/auth-api'

import type { Finding } from '../suite/law.ts'
import { checkLaw } from '../suite/suite.ts'
import type { Settings } from '../suite/world.ts'

/** What the page's window has then. */
export interface PageWithSuite {
  checkLaw(input: { title: string; settings: Settings }): Promise<Finding>
}

// There is nothing in a page that prints a value.
const inspect = (value: unknown) => JSON.stringify(value)

Object.assign(globalThis, {
  checkLaw: ({ title, settings }) => checkLaw(title, settings, { auth, authApi, inspect }),
} satisfies PageWithSuite)
