import { setTimeout as sleep } from 'node:timers/promises'

/** How long threads of this process may take to finish, in milliseconds. */
const GRACE_MS = 100

/**
 * Ends the process with `process.exitCode`, even if something is still running.
 *
 * `process.exit` waits for threads that look up a name or open a file, which can take many seconds beyond a time
 * limit. Where such a thread does not finish soon, the process is replaced by a shell that exits at once.
 */
export async function endProcess(): Promise<never> {
  for (let waitedMs = 0; isThreadBusy() && waitedMs < GRACE_MS; waitedMs += 20) await sleep(20)
  if (isThreadBusy() && process.platform !== 'win32' && typeof process.execve === 'function') {
    try {
      process.execve('/bin/sh', ['sh', '-c', `exit ${Number(process.exitCode ?? 0)}`], {})
    } catch {
      // No shell there.
    }
  }
  process.exit()
}

function isThreadBusy(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((resource) => /^(GetAddrInfoReqWrap|FSReq|FILEHANDLE)/.test(resource))
}
