import { setTimeout as sleep } from 'node:timers/promises'

import type { Deadline } from '../config/deadline.ts'
import { usageError } from '../errors/command-error.ts'
import { findHeader } from '../http/create-fetch.ts'
import type { HttpResponse } from '../http/send-http-request.ts'
import { TransportError } from '../http/transport-error.ts'
import type { ApiRequest } from './request.ts'

/** The longest Retry-After that is waited for, in milliseconds; for a longer one, the response is returned. */
const MAX_RETRY_AFTER_MS = 120_000

/** The first and the longest delay without Retry-After, in milliseconds. */
const DELAY_MS = { first: 1_000, longest: 30_000 }

/** How {@link sendWithRetries} repeats a request. */
export interface RetryOptions {
  /** How many retries are made. */
  readonly retries: number
  readonly deadline: Deadline
  /** Called before each wait, with the failed response or the error. */
  readonly onRetry: (failure: HttpResponse | TransportError, delayMs: number) => void
}

/**
 * Checks that a request can be repeated.
 *
 * @throws CommandError (usage) when the method is not idempotent (RFC 9110 section 9.2.2) or the body is not kept.
 */
export function assertRetryable({ method, body }: ApiRequest): void {
  if (!/^(GET|HEAD|PUT|DELETE|OPTIONS)$/.test(method)) {
    throw usageError(
      `--retry supports only GET, HEAD, PUT, DELETE and OPTIONS: a ${method} might be executed twice.`,
    )
  }
  if (body && !body.isReplayable) {
    throw usageError('--retry needs a body that can be sent again: a file, or standard input up to 1 MiB.')
  }
}

/** Sends a request, and again after connection failures and 408, 429, 500, 502, 503 and 504. */
export async function sendWithRetries(
  send: () => Promise<HttpResponse>,
  { retries, deadline, onRetry }: RetryOptions,
): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await send().catch((error: unknown) => {
      if (error instanceof TransportError && attempt < retries) return error
      throw error
    })
    const delayMs = toDelayMs(outcome, attempt)
    if (attempt >= retries || delayMs === undefined) return outcome as HttpResponse
    onRetry(outcome, delayMs)
    if (!(outcome instanceof TransportError)) outcome.discard()
    deadline.restart(delayMs)
    await sleep(delayMs, undefined, { signal: deadline.signal })
  }
}

/** How long to wait before the next attempt; undefined when the outcome is final. */
function toDelayMs(outcome: HttpResponse | TransportError, attempt: number): number | undefined {
  const backoffMs = Math.min(DELAY_MS.first * 2 ** attempt, DELAY_MS.longest)
  if (outcome instanceof TransportError) return backoffMs
  if (![408, 429, 500, 502, 503, 504].includes(outcome.status)) return undefined
  const retryAfterMs = parseRetryAfter(findHeader(outcome.headers, 'retry-after'))
  if (retryAfterMs === undefined) return backoffMs
  return retryAfterMs <= MAX_RETRY_AFTER_MS ? retryAfterMs : undefined
}

/** Retry-After in milliseconds, from seconds or an HTTP date (RFC 9110 section 10.2.3). */
export function parseRetryAfter(text: string | undefined, nowMs: number = Date.now()): number | undefined {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1_000
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}
