/** `pnpm demo`: from an API token to valid headers, step by step. */
import { isQciAuthError } from '@qci-client/auth'

import { findTarget, TargetError } from './find-target.ts'
import { createReport } from './report.ts'
import { runSteps } from './run-steps.ts'

const report = createReport(process.stdout)
try {
  report.title('QCi auth client: from an API token to valid headers')
  await using target = await report.step(
    'Configuration',
    () => findTarget(process.env),
    ({ description, url }) => [description, url],
  )
  await runSteps(target, report)
  report.end('Done. In your program, `new AuthClient()` does the same.')
} catch (error) {
  if (!isQciAuthError(error) && !(error instanceof TargetError)) throw error
  console.error(`\n✗ ${error.message}`)
  if ('status' in error && (error.status === 401 || error.status === 403)) {
    console.error('  Check that QCI_TOKEN belongs to this API and is still valid.')
  }
  process.exitCode = 1
}
