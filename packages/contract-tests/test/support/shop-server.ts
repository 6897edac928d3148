import shop from './shop.openapi.json' with { type: 'json' }

/** The contract of a shop, in OpenAPI 3.0: paths with values in them, queries, enums, a key. */
export const shopContract: Readonly<Record<string, unknown>> = shop

/** The key that {@link createShopServer} knows. */
export const SHOP_KEY = 'key-of-the-shop-1'

/** What the server leaves unchecked, or answers otherwise. */
export interface ShopFault {
  readonly unchecked?:
    | 'key'
    | 'tenant'
    | 'limit'
    | 'sort'
    | 'tags'
    | 'id'
    | 'name'
    | 'price'
    | 'born'
    | 'size'
    | 'parts'
    | 'parent'
    | 'others'
    | 'object'
  readonly answer?: (response: Response, operation: string) => Response | Promise<Response>
}

type Fields = Record<string, unknown>
const isText = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'string' &&
  [...new Intl.Segmenter().segment(value)].length >= 0 &&
  Array.from(value).length >= min &&
  Array.from(value).length <= max
const isDate = (value: unknown): boolean => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}
const FIELDS = ['id', 'name', 'price', 'note', 'born', 'size', 'parts', 'parent']
const problem = (status: number, headers: Record<string, string> = {}): Response =>
  Response.json(
    { title: 'no' },
    { status, headers: { ...headers, 'content-type': 'application/problem+json' } },
  )

/** A shop that checks everything by hand: it owes nothing to the kit. */
export function createShopServer({ unchecked, answer = (response) => response }: ShopFault = {}) {
  const rules: [ShopFault['unchecked'], (item: Fields) => boolean][] = [
    ['name', ({ name }) => isText(name, 2, 20)],
    ['price', ({ price }) => typeof price === 'number' && price > 0 && Number.isInteger(price / 0.5)],
    ['object', ({ note }) => note === undefined || note === null || typeof note === 'string'],
    ['object', ({ id }) => id === undefined || Number.isInteger(id)],
    ['born', ({ born }) => born === undefined || isDate(born)],
    [
      'size',
      ({ size }) =>
        size === undefined ||
        ['S', 'M', 'L'].includes(size as string) ||
        (Number.isInteger(size) && Number(size) >= 30 && Number(size) <= 60),
    ],
    [
      'parts',
      ({ parts }) =>
        parts === undefined ||
        (Array.isArray(parts) &&
          parts.length >= 1 &&
          parts.length <= 3 &&
          new Set(parts).size === parts.length &&
          parts.every((part) => isText(part, 1, Infinity))),
    ],
    ['parent', ({ parent }) => parent === undefined || isItem(parent)],
    ['others', (item) => Object.keys(item).every((key) => FIELDS.includes(key))],
  ]
  function isItem(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    return rules.every(([name, rule]) => name === unchecked || rule(value as Fields))
  }
  const isWrong = (name: ShopFault['unchecked'], isGood: boolean): boolean => name !== unchecked && !isGood

  async function create(request: Request): Promise<Response> {
    if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) return problem(415)
    let item: unknown
    try {
      item = JSON.parse(
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await request.arrayBuffer()),
      )
    } catch {
      return problem(400)
    }
    if (!isItem(item)) return problem(422)
    return Response.json({ name: 'ab', price: 1, id: 7 }, { status: 201 })
  }

  function list({ searchParams: query }: URL): Response {
    const limit = query.getAll('limit')
    if (isWrong('limit', limit.length === 0 || (limit.length === 1 && /^[1-9]\d?$|^100$/.test(limit[0]!))))
      return problem(400)
    const sort = query.getAll('sort')
    if (isWrong('sort', sort.length === 0 || (sort.length === 1 && ['name', 'price'].includes(sort[0]!))))
      return problem(400)
    const tags = query.getAll('tag')
    if (isWrong('tags', tags.length <= 3 && tags.every((tag) => isText(tag, 1, 5)))) return problem(400)
    return Response.json([{ id: 1, name: 'ab', price: 0.5 }], { headers: { 'x-total': '1' } })
  }

  async function serve(request: Request): Promise<[Response, string]> {
    const url = new URL(request.url)
    const { method, headers } = request
    const id = /^\/items\/([^/]+)$/.exec(url.pathname)?.[1]
    const allow = id === undefined ? ['GET', 'POST'] : ['GET', 'DELETE']
    if (method === 'OPTIONS')
      return [new Response(null, { status: 204, headers: { allow: allow.join(', ') } }), method]
    const verb = method === 'HEAD' ? 'GET' : method
    if (!allow.includes(verb)) return [problem(405, { allow: allow.join(', ') }), method]
    const operation = `${verb} ${id === undefined ? 'items' : 'item'}`
    const needsKey = operation !== 'GET item'
    if (needsKey && isWrong('key', headers.get('x-key') === SHOP_KEY)) return [problem(401), operation]
    if (id === undefined && isWrong('tenant', /^[a-z]{3,8}$/.test(headers.get('x-tenant') ?? '')))
      return [problem(400), operation]
    if (id === undefined) return [verb === 'GET' ? list(url) : await create(request), operation]
    const isNumber =
      /^[1-9]\d*(\.0+)?$|^[1-9](\.\d+)?[eE]\+?\d+$/.test(decodeURIComponent(id)) &&
      Number.isInteger(Number(decodeURIComponent(id)))
    if (isWrong('id', isNumber)) return [problem(400), operation]
    if (verb === 'DELETE') return [new Response(null, { status: 204 }), operation]
    return [
      Number(id) > 1_000 ? problem(404) : Response.json({ id: Number(id) || 1, name: 'ab', price: 2 }),
      operation,
    ]
  }

  return async (request: Request): Promise<Response> => {
    const [response, operation] = await serve(request)
    return answer(response, operation)
  }
}
