/**
 * A text of another machine as it may be shown on a terminal: without the control characters by which it
 * could move the cursor, change the title or hide what stands before it.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD')
}
