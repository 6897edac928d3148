/** What of the mock's journal the laws look at. */
export interface TokenRequest {
  state: 'open' | 'done' | 'aborted'
  headers: Record<string, string>
}

/** The mock, moved from outside through its admin API. */
export interface MockAdmin {
  /** Back to the beginning; drops requests that are under way. */
  reset(): Promise<void>
  /** Adds a fault as `/__mock__/faults` takes it. */
  addFault(fault: object): Promise<void>
  clearFaults(): Promise<void>
  advanceClock(ms: number): Promise<void>
  /** The requests for an access token. */
  tokenRequests(): Promise<TokenRequest[]>
  /** Resolves as soon as so many requests for an access token have arrived. */
  waitForTokenRequests(count: number): Promise<void>
}

/**
 * @param adminUrl - `http://127.0.0.1:49152/__mock__`
 * @param signal - Ends what it asks.
 */
export function createMockAdmin(adminUrl: string, signal: AbortSignal): MockAdmin {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const init = body && { body: JSON.stringify(body) }
    const response = await fetch(`${adminUrl}/${path}`, { method, signal, ...init })
    const text = await response.text()
    if (!response.ok) throw new Error(`The mock says to ${method} ${path}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const tell = async (method: string, path: string, body?: object): Promise<void> => {
    await ask(method, path, body)
  }

  return {
    reset: () => tell('POST', 'reset'),
    addFault: (fault) => tell('POST', 'faults', fault),
    clearFaults: () => tell('DELETE', 'faults'),
    advanceClock: (ms) => tell('POST', 'clock', { advanceMs: ms }),
    tokenRequests: async () => (await ask('GET', 'requests?operation=postAccessTokens')) as TokenRequest[],
    waitForTokenRequests: (count) => tell('GET', `requests/wait?operation=postAccessTokens&count=${count}`),
  }
}
