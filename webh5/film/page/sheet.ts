import { el, icon } from './dom';

/** Opens a panel from below with a title and a close button; Escape, the button and a tap outside close it. Returns the closing. */
export function openSheet(title: string, body: HTMLElement): () => void {
  const before = document.activeElement;
  const close = (): void => {
    veil.remove();
    removeEventListener('keydown', keys, true);
    if (before instanceof HTMLElement) before.focus();
  };
  const button = el('button', { type: 'button', class: 'sheet-close', click: () => close() }, icon('close'), el('span', {}, '关闭'));
  const sheet = el(
    'section',
    { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': title },
    el('div', { class: 'sheet-head' }, el('h2', {}, title), button),
    el('div', { class: 'sheet-body', tabindex: 0 }, body),
  );
  const veil = el('div', { class: 'veil', click: (event: Event) => event.target === veil && close() }, sheet);
  const keys = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') close();
    if (event.key !== 'Tab') return;
    const stops = [...sheet.querySelectorAll<HTMLElement>('button,[tabindex]')];
    const [first, last] = [stops[0], stops[stops.length - 1]];
    const at = document.activeElement;
    if (event.shiftKey ? at === first : at === last) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  };
  addEventListener('keydown', keys, true);
  document.body.append(veil);
  button.focus();
  return close;
}
