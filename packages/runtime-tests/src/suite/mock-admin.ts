/** A request in the mock's journal. */
export interface TokenRequest {
  state: 'open' | 'done' | 'aborted'
  headers: Record<string, string>
}

/**
 * Controls the mock through its admin API.
 *
 * @param signal - Ends the requests to the admin API.
 */
export function createMockAdmin(adminUrl: string, signal: AbortSignal) {
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = body && { body: JSON.stringify(body) }
    const response = await fetch(`${adminUrl}/${path}`, { method, signal, ...init })
    const text = await response.text()
    if (!response.ok) throw new Error(`The mock rejects ${method} ${path}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const tokenRequests = async () => (await send('GET', `requests?${TOKEN}`)) as TokenRequest[]
  return {
    /** Restores the initial state and ends open requests. */
    reset: () => send('POST', 'reset'),
    /** Adds a fault, in the format of `/__mock__/faults`. */
    addFault: (fault: object) => send('POST', 'faults', fault),
    clearFaults: () => send('DELETE', 'faults'),
    advanceClock: (ms: number) => send('POST', 'clock', { advanceMs: ms }),
    /** The requests for an access token so far. */
    tokenRequests,
    countTokenRequests: async () => (await tokenRequests()).length,
    /** Resolves as soon as one request for an access token has arrived. */
    waitForTokenRequest: () => send('GET', `requests/wait?${TOKEN}&count=1`),
    /** Resolves as soon as the first request for an access token has been aborted. */
    async waitForAbort() {
      // oxlint-disable-next-line no-await-in-loop -- each check after the previous one
      while ((await tokenRequests())[0]?.state !== 'aborted') signal.throwIfAborted()
    },
  }
}

const TOKEN = 'operation=postAccessTokens'
