declare module 'node-fetch2' {
  const fetch: unknown
  export const Request: new (url: string, init?: object) => object
  export default fetch
}
