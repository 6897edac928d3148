/** What a caller sees of a response. */
export interface Outcome {
  /** A status, or what happened instead. */
  status: number | 'dropped' | 'redirect'
  contentType?: string | null
  date?: string | null
  allow?: string | null
  retryAfter?: string | null
  cacheControl?: string | null
  /** JSON, or else the text; `broken` when it was cut off. */
  body?: unknown
}

/** Waits for a response and returns what a caller sees of it. */
export async function observe(pending: Promise<Response>): Promise<Outcome> {
  let response: Response
  try {
    response = await pending
  } catch {
    return { status: 'dropped' }
  }
  const { status, type, headers } = response
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) return { status: 'redirect' } // a page sees no details
  return {
    status,
    contentType: headers.get('content-type'),
    date: headers.get('date'),
    allow: headers.get('allow'),
    retryAfter: headers.get('retry-after'),
    cacheControl: headers.get('cache-control'),
    body: await readBody(response),
  }
}

async function readBody(response: Response): Promise<unknown> {
  let text: string
  try {
    text = await response.text()
  } catch {
    return 'broken'
  }
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
