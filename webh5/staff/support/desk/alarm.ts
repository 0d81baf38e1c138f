import { onBeforeUnmount } from 'vue';

/** Tells an agent who looks elsewhere that something came: a short tone, and the tab's title until they look. */
export function useAlarm(): { readonly ring: (words: string) => void } {
  const title = document.title;
  let context: AudioContext | null = null;

  function tone(): void {
    // Refused by the browser until the page was clicked once; the title tells then.
    context ??= new AudioContext();
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = 660;
    gain.gain.setValueAtTime(0.08, context.currentTime);
    gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.35);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start();
    oscillator.stop(context.currentTime + 0.36);
  }
  const calm = (): void => {
    if (!document.hidden) document.title = title;
  };
  document.addEventListener('visibilitychange', calm);
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', calm);
    document.title = title;
    void context?.close();
  });
  return {
    ring(words) {
      tone();
      if (document.hidden) document.title = `● ${words}`;
    },
  };
}
