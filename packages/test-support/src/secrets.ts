import { inspect } from 'node:util'

/** The forms in which a secret may appear in the output of a program. */
export const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
]

/** All common ways to print a value. */
export function everythingOf(value: unknown): string {
  const error =
    value instanceof Error ? [value.message, value.stack, value.cause, JSON.stringify(value.cause)] : []
  return [
    String(value),
    JSON.stringify(value),
    inspect(value, { depth: 10 }),
    inspect(value, { depth: 10, showHidden: true, getters: true }),
    ...error.map((part) => inspect(part, { depth: 10, showHidden: true })),
  ].join('\n')
}
