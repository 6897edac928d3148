import { isQciAuthError } from '@qci-client/auth'

import { toAdvice } from './advice.ts'
import { createReport } from './report.ts'
import { runDemo } from './run-demo.ts'
import { findTarget, TargetError } from './target.ts'

const report = createReport(process.stdout)
try {
  report.title('QCi auth client: from a token to valid headers')
  await using target = await report.step(
    'Configuration',
    () => findTarget(process.env),
    ({ description, url }) => [description, url],
  )
  await runDemo(target, report)
  report.done('Done. Put `new AuthClient()` into your program, and it does the same.')
} catch (error) {
  if (!isQciAuthError(error) && !(error instanceof TargetError)) throw error
  console.error(`\n✗ ${error.message}${toAdvice(error)}`)
  process.exitCode = 1
}
