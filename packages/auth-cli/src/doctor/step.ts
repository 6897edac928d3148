import type { AuthClient } from '@qci-client/auth'
import type { Socket } from 'node:net'

import type { Setting } from '../config/configuration.ts'
import type { GlobalFlags } from '../config/global-flags.ts'
import type { Environment } from '../proxy/proxy.ts'
import type { Route } from '../proxy/route.ts'

/** The steps, in their order: each is examined when those that it needs did not fail. */
export type StepName =
  | 'API address'
  | 'API token'
  | 'URL'
  | 'Proxy'
  | 'DNS'
  | 'Connection'
  | 'CA certificates'
  | 'TLS'
  | 'Health'
  | 'Version'
  | 'Token exchange'
  | 'Clock'
  | 'Token lifetime'

/** What a step that did not fail came to. */
export interface Finding {
  status: 'passed' | 'warning' | 'skipped'
  /** For people; shows no secret. */
  detail: string
  /** What to do about a warning. */
  advice?: string
}

/** One step of the examination. */
export interface Step {
  name: StepName
  needs: readonly StepName[]
  /** @throws What a command would throw: then the step has failed. */
  examine(patient: Patient, signal: AbortSignal): Finding | Promise<Finding>
}

/** When an answer came and what time it told. */
export interface AnswerTimes {
  /** By the local clock, milliseconds since the Unix epoch. */
  sentAtMs: number
  receivedAtMs: number
  /** The answer's `Date`; undefined when it has none. */
  dateMs: number | undefined
}

/** What is examined, and what is known of it so far: a step may rely on what those that it needs have found. */
export interface Patient {
  readonly flags: GlobalFlags
  readonly env: Environment
  url?: Setting
  apiToken?: Setting
  address?: URL
  /** Asks for what needs no API token; knows it, when there is one, to keep it out of what it says. */
  client?: AuthClient
  route?: Route
  /** Open to the API, or to the proxy. */
  socket?: Socket
  times?: AnswerTimes
  expiresAtMs?: number
}

/** The step went well. */
export function passed(detail: string): Finding {
  return { status: 'passed', detail }
}

/** There was nothing to examine. */
export function skipped(detail: string): Finding {
  return { status: 'skipped', detail }
}

/** It works, but not as it should. */
export function warning(detail: string, advice: string): Finding {
  return { status: 'warning', detail, advice }
}
