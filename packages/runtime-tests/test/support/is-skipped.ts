import type { Runtime } from '../../src/runtimes/runtime.ts'

/** Whether to skip a runtime that cannot run here. With `RUNTIMES=all` its tests fail instead. */
export function isSkipped({ missing }: Runtime): boolean {
  return missing !== undefined && process.env['RUNTIMES'] !== 'all'
}
