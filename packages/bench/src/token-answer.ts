/** An access token as long as those that are seen in the wild, good for an hour. */
export function tokenAnswer(): Record<string, string> {
  return {
    access_token: 'a'.repeat(900),
    expires_at_rfc3339: `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}Z`,
    token_type: 'Bearer',
    organization_id: 'organization',
    user_id: 'user',
  }
}
