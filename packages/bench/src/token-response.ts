/** The body of a token response: an access token of 900 characters that expires in an hour. */
export function toTokenResponse(): Record<string, string> {
  return {
    access_token: 'a'.repeat(900),
    expires_at_rfc3339: `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}Z`,
    token_type: 'Bearer',
    organization_id: 'organization',
    user_id: 'user',
  }
}
