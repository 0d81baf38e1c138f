import { ref } from 'vue';

/** What the page is doing; each is a step of the browser's history, so that Back leads to the one before. */
export type Mode = 'home' | 'search' | 'clinic' | 'origin' | 'place' | 'route' | 'walk' | 'navigate';

export const mode = ref<Mode>('home');

export function go(next: Mode, replace = false): void {
  if (next === mode.value) return;
  mode.value = next;
  if (replace) history.replaceState({ mode: next }, '');
  else history.pushState({ mode: next }, '');
}

/** @returns when the mode before is there again */
export const back = (): Promise<void> =>
  new Promise((done) => {
    addEventListener('popstate', () => done(), { once: true });
    history.back();
  });

/** @param changed told the mode that Back or Forward leads to */
export function followHistory(changed: (mode: Mode) => void): void {
  history.replaceState({ mode: mode.value }, '');
  addEventListener('popstate', (event: PopStateEvent) => {
    mode.value = (event.state as { mode?: Mode } | null)?.mode ?? 'home';
    changed(mode.value);
  });
}
