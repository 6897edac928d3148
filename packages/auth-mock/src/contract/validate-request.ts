import { decodeText } from '../util/bytes.ts'
import { type OperationId, requestBodies, requestHeaders } from './generated/contract.ts'
import type { Violation } from './violation.ts'
import type { ValidationError } from './validation/validate.ts'
import { MAX_REQUEST_BODY_BYTES } from '../wire/types.ts'

/** A request after validation. */
export interface ValidatedRequest {
  /** What violates the contract. */
  violations: readonly Violation[]
  /** The JSON of the body; `undefined` when there is none or it cannot be parsed. */
  body: unknown
}

/** Whether an operation takes a body. */
export function takesBody(operation: OperationId): boolean {
  return requestBodies[operation] !== undefined
}

/**
 * Validates a request against the contract, in this order: headers, media type, size, encoding, JSON, schema.
 *
 * Violations never show what was sent, since it may be a secret.
 *
 * @param bytes - The body; `undefined` when it was too large.
 */
export function validateRequest(
  operation: OperationId,
  headers: Readonly<Record<string, string>>,
  bytes: Uint8Array | undefined,
): ValidatedRequest {
  const violations = checkHeaders(operation, headers)
  const validate = requestBodies[operation]
  if (!validate) return { violations, body: undefined }

  if (!/^application\/json *(?:;|$)/i.test(headers['content-type'] ?? '')) {
    violations.push({ where: 'header Content-Type', what: 'must be application/json' })
  }
  const parsed = parseBody(bytes)
  if ('what' in parsed)
    return { violations: [...violations, { where: 'body', what: parsed.what }], body: undefined }

  if (!validate(parsed.body)) violations.push(...validate.errors!.map(toBodyViolation))
  return { violations, body: parsed.body }
}

function checkHeaders(operation: OperationId, headers: Readonly<Record<string, string>>): Violation[] {
  const validate = requestHeaders[operation]
  if (validate(headers)) return []
  return validate.errors!.map(({ instancePath, params, message = 'is invalid' }) => {
    const name = params.missingProperty ?? instancePath.slice(1)
    return { where: `header ${name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())}`, what: message }
  })
}

function parseBody(bytes: Uint8Array | undefined): { body: unknown } | { what: string } {
  if (!bytes) return { what: `must have at most ${MAX_REQUEST_BODY_BYTES} bytes` }
  if (bytes.length === 0) return { what: 'is missing' }
  let text: string
  try {
    text = decodeText(bytes, { fatal: true })
  } catch {
    return { what: 'must be UTF-8' }
  }
  if (text.startsWith('\uFEFF')) return { what: 'must not begin with a byte order mark' }
  try {
    return { body: JSON.parse(text) }
  } catch {
    return { what: 'must be JSON' } // V8's message quotes the text, which may be a secret
  }
}

function toBodyViolation({
  keyword,
  instancePath,
  params,
  message = 'is invalid',
}: ValidationError): Violation {
  if (keyword !== 'required') return { where: `body${instancePath}`, what: message }
  return { where: `body${instancePath}/${params.missingProperty}`, what: 'is missing' }
}

/** The message of a 400: `Field is missing: body/refresh_token`. */
export function toMessage(violations: readonly Violation[]): string {
  return violations
    .map(({ where, what }) =>
      where.startsWith('body/') && what === 'is missing' ? `Field is missing: ${where}` : `${where} ${what}`,
    )
    .join('; ')
}
