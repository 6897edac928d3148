import type { Exchange, ServerFault } from './auth-server.ts'

type Condition = (exchange: Exchange) => boolean

/** A fault in the responses for which the condition holds. */
export function on(condition: Condition, fault: ServerFault): ServerFault {
  return (response, exchange) => (condition(exchange) ? fault(response, exchange) : response)
}

/** A fault in the responses to GET or POST at the path that ends like this, with the status if there were no fault. */
export function at(end: '/' | 'health' | 'version', status: number, fault: ServerFault): ServerFault {
  const method = end === '/' ? 'POST' : 'GET'
  return on((one) => one.path.endsWith(end) && one.method === method && one.status === status, fault)
}

/** A fault in the responses to bodies that match. */
export function onText(pattern: RegExp, fault: ServerFault): ServerFault {
  return on(({ text }) => pattern.test(text), fault)
}

/** Another status, with the body of an error. */
export function withStatus(status: number): ServerFault {
  return () => Response.json({ message: 'no' }, { status })
}

/** Another header; undefined for none. */
export function withHeader(name: string, value?: string): ServerFault {
  return (response) => {
    response.headers.delete(name)
    if (value !== undefined) response.headers.set(name, value)
    return response
  }
}

/** Another text. */
export function withText(change: (text: string) => string): ServerFault {
  return async (response) => new Response(change(await response.text()), response)
}

/** Another value of a field of the body; undefined for none. */
export function withField(name: string, value?: unknown): ServerFault {
  return withText((text) => JSON.stringify({ ...(JSON.parse(text) as object), [name]: value }))
}
