import type { SharedResponse } from '../config/sharing.ts'

/** The version of the format, at the start of each value. */
const VERSION = 'v1.'

const IV_BYTES = 12

/** Longer than any sealed response, which has at most 1 MiB. Longer values are ignored, to save time and memory. */
const MAX_LENGTH = 4_000_000

/**
 * The name under which a token is stored, and the key that encrypts it. Both are derived from the API token and the
 * URL.
 */
export interface TokenKeys {
  readonly name: string
  readonly encryptionKey: CryptoKey
}

/** What is stored, encrypted, with the names of `docs/token-store-format.md`. */
export interface StoredToken extends SharedResponse {
  /** When the access token was obtained, in milliseconds since the Unix epoch by the API's clock. */
  readonly obtainedAtMs: number
}

/**
 * Derives the name and the encryption key of a shared token (HKDF, RFC 5869, with SHA-256).
 *
 * Input key material is the API token in UTF-8, salt the API's base URL, so that the
 * content of a store reveals neither the API token nor another URL's token.
 */
export async function deriveKeys(apiToken: string, url: string, prefix: string): Promise<TokenKeys> {
  const { subtle } = crypto
  const material = await subtle.importKey('raw', encode(apiToken), 'HKDF', false, ['deriveBits', 'deriveKey'])
  const hkdf = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: encode(url),
    info: encode(`qci-auth ${info} 1`),
  })
  const aes = { name: 'AES-GCM', length: 256 }
  const [name, encryptionKey] = await Promise.all([
    subtle.deriveBits(hkdf('name'), material, 128),
    subtle.deriveKey(hkdf('encryption'), material, aes, false, ['encrypt', 'decrypt']),
  ])
  const hex = Array.from(new Uint8Array(name), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { name: prefix + hex, encryptionKey }
}

/**
 * Encrypts a token with AES-256-GCM. Its key in the store is authenticated with it, so a value is valid only under
 * that key.
 */
export async function sealToken(token: StoredToken, keys: TokenKeys): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt(
    toAlgorithm(iv, keys),
    keys.encryptionKey,
    encode(JSON.stringify(token)),
  )
  const toText = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return VERSION + btoa(toText(iv) + toText(new Uint8Array(sealed)))
}

/** Decrypts a stored token; undefined unless it is an unchanged value of this format, encryption key and name. */
export async function openToken(value: unknown, keys: TokenKeys): Promise<StoredToken | undefined> {
  try {
    const text = value as string
    if (!text.startsWith(VERSION) || text.length > MAX_LENGTH) return undefined
    const bytes = Uint8Array.from(atob(text.slice(VERSION.length)), (character) => character.charCodeAt(0))
    const algorithm = toAlgorithm(bytes.subarray(0, IV_BYTES), keys)
    const json = await crypto.subtle.decrypt(algorithm, keys.encryptionKey, bytes.subarray(IV_BYTES))
    return JSON.parse(new TextDecoder().decode(json)) as StoredToken
  } catch {
    return undefined
  }
}

function toAlgorithm(iv: Uint8Array<ArrayBuffer>, { name }: TokenKeys): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: encode(name) }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
