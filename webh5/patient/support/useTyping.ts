import { ref } from 'vue';

const shownMs = 5_000;

/** Whether the agent is typing: each report counts for five seconds. */
export function useTyping() {
  const typing = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const showTyping = (on: boolean): void => {
    clearTimeout(timer);
    typing.value = on;
    if (on) timer = setTimeout(() => (typing.value = false), shownMs);
  };
  return { typing, showTyping };
}
