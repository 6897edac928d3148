/** Returns the element with this id. */
export function getElement<Type extends Element>(id: string, type: abstract new () => Type): Type {
  const element = document.getElementById(id)
  if (!(element instanceof type)) throw new TypeError(`The page has no ${type.name} with the id "${id}"`)
  return element
}

/** Changes a text only when it differs, so that screen readers do not repeat it. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
