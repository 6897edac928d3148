import type { AuthClient } from '@qci-client/auth'
import type { Socket } from 'node:net'

import type { Sources } from '../config/configuration.ts'
import type { GlobalFlags } from '../config/global-flags.ts'
import type { Environment, Setting } from '../config/setting.ts'
import type { Route } from '../proxy/route.ts'

/** The steps in their order. Each runs unless a step that it needs has failed. */
export type StepName =
  | 'API address'
  | 'API token'
  | 'URL'
  | 'Proxy'
  | 'Token cache'
  | 'DNS'
  | 'Connection'
  | 'CA certificates'
  | 'TLS'
  | 'Health'
  | 'Version'
  | 'Token exchange'
  | 'Clock'
  | 'Token lifetime'

/** What a step that did not fail has found. */
export interface Finding {
  readonly status: 'passed' | 'warning' | 'skipped'
  /** Shows no secret. */
  readonly detail: string
  /** What to do about a warning. */
  readonly advice?: string
}

/** One step of the diagnosis. */
export interface Step {
  readonly name: StepName
  readonly needs: readonly StepName[]
  /** The part of the remaining time that the step may use, from 0 to 1. Default: all. */
  readonly share?: number
  /** @throws What a command would throw: the step has then failed. */
  readonly run: (context: DoctorContext, signal: AbortSignal) => Finding | Promise<Finding>
}

/** When a response arrived, and its time. */
export interface ResponseTimes {
  /** By the local clock, milliseconds since the Unix epoch. */
  readonly sentAtMs: number
  readonly receivedAtMs: number
  /** The response's `Date`; undefined when it has none. */
  readonly dateMs: number | undefined
}

/** What is known so far. A step may use what the steps that it needs have found. */
export interface DoctorContext {
  readonly flags: GlobalFlags
  readonly env: Environment
  sources?: Sources
  urlSetting?: Setting
  apiToken?: Setting
  url?: URL
  /** For requests without the API token. It knows the token, if there is one, to remove it from messages. */
  client?: AuthClient
  route?: Route
  /** The connection to the API, or to the proxy. */
  socket?: Socket
  times?: ResponseTimes
  expiresAtMs?: number
}

/** The step has passed. */
export function passed(detail: string): Finding {
  return { status: 'passed', detail }
}

/** There was nothing to check. */
export function skipped(detail: string): Finding {
  return { status: 'skipped', detail }
}

/** It works, but not as it should. */
export function warning(detail: string, advice: string): Finding {
  return { status: 'warning', detail, advice }
}
