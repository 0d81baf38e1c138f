type Child = Node | string | null;
type Props = { [name: string]: string | number | boolean | null | ((event: never) => void) };

/** An element with attributes (functions become listeners, null and false leave the attribute out) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') node.addEventListener(name, value as EventListener);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null) node.append(child);
  return node;
}

/** Replaces a node's children (`replaceChildren` is younger than the oldest engines we serve). */
export function fill(node: Element, ...children: Child[]): void {
  node.textContent = '';
  for (const child of children) if (child !== null) node.append(child);
}

/** Sets a node's text; a text that stays costs no layout. */
export function say(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute; a value that stays costs nothing. */
export function mark(node: Element, name: string, value: string | number): void {
  const text = String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

/** Shows or hides a node; what is hidden already is not restyled for being hidden again. */
export function show(node: HTMLElement, shown: boolean): void {
  if (node.hidden === shown) node.hidden = !shown;
}

const paths = {
  pages: 'M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4',
  window: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 7h6M12 11h8M12 15h7',
  pan: 'M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3',
  presets: 'M5 4v9M5 17v3M12 4v3M12 11v9M19 4v8M19 16v4M2.5 15h5M9.5 9h5M16.5 14h5',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  reset: 'M4 4v6h6M4.6 10a8 8 0 1 1-.6 4.5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  report: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7M9 7h3',
  files: 'M5 3h8l4 4v10H5zM8 21h12V10',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.5h.01',
  close: 'M6 6l12 12M18 6L6 18',
  invert: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18z',
  overlays: 'M4 4h16v16H4zM8 9h8M12 9v8',
  type: 'M3 19L8.5 5 14 19M5 14.5h7M15.5 19l3-8 3 8M16.5 16.5h4',
  actual: 'M4 4h16v16H4zM9 9v6M15 9v6M12 10.5h.01M12 13.5h.01',
  warn: 'M12 3l10 18H2zM12 10v5M12 18h.01',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
} as const;

export type Icon = keyof typeof paths;

export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  setIcon(svg, name);
  return svg;
}

export function setIcon(svg: SVGSVGElement, name: Icon): void {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name]);
  svg.dataset.icon = name;
  fill(svg, path);
}
