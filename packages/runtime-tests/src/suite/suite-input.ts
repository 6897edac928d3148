/** What the suite needs to run. JSON: it is passed on to another process, a worker or a page. */
export interface SuiteInput {
  servers: TestServers
  features: RuntimeFeatures
}

/** The servers that the tests send requests to. */
export interface TestServers {
  /** The mock of the API. */
  apiUrl: string
  apiToken: string
  /** The mock's admin API, `…/__mock__`. Of pages, only those of `apiUrl` may use it. */
  adminUrl: string
  /** A server of another origin: `/show` returns the `Authorization` it received, `/reject` a 401. */
  otherOriginUrl: string
  /** A server with HTTP/2 and HTTP/1.1 over TLS; empty where no certificate can be created. */
  tlsUrl: string
  /** The certificate to trust for `tlsUrl`: its PEM text, and the file that contains it. */
  certificate: { text: string; file: string }
}

/** Where runtimes differ. A test that needs a feature is skipped in a runtime that lacks it. */
export interface RuntimeFeatures {
  /** Whether `QCI_API_URL` and `QCI_TOKEN` are set and can be read. */
  hasEnvironment: boolean
  /** Whether a call can await an exchange that another call started. Not in workerd. */
  sharesExchanges: boolean
  /** Whether `fetch` shows a redirect that it does not follow. Not in browsers. */
  showsRedirects: boolean
  /** Whether `fetch` sends the header `Connection: close`. */
  sendsConnectionClose: boolean
  /** The HTTP version that `fetch` negotiates over TLS with a server that offers 2 and 1.1. */
  httpVersionOverTls: '2.0' | '1.1'
}

/** The result of one test. */
export interface TestResult {
  name: string
  status: 'passed' | 'failed' | 'skipped'
  /** Why it failed. */
  errors: { message: string; actual?: unknown; expected?: unknown; stack?: string }[]
}
