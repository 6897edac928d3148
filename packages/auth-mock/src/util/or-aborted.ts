/** Resolves like `promise`, or with `'aborted'` as soon as one of the signals is aborted. */
export async function orAborted<Value>(
  promise: Promise<Value>,
  ...signals: readonly AbortSignal[]
): Promise<Value | 'aborted'> {
  let abort = (): void => {}
  const aborted = new Promise<'aborted'>((resolve) => {
    abort = () => resolve('aborted')
  })
  for (const signal of signals) {
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
  }
  try {
    return await Promise.race([promise, aborted])
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', abort)
  }
}
